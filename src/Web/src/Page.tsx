import { useCallback, useState } from 'react';
import { ErrorBanner } from './components/ErrorBanner';
import { FreshnessBar } from './components/FreshnessBar';
import { Header } from './components/Header';
import { Overview } from './components/Overview';
import { PipelineView } from './components/PipelineView';
import { ShortcutsDialog } from './components/ShortcutsDialog';
import { TimeDialog } from './components/TimeDialog';
import { useDashboard } from './data/useDashboard';
import { usePipeline } from './data/usePipeline';
import { useStream } from './data/useStream';
import { useVisible } from './data/useVisible';
import { useAccess } from './session/useAccess';
import { useShortcuts } from './state/useShortcuts';
import { useTheme, type Theme } from './state/useTheme';
import { useUrlState } from './state/useUrlState';

/** Both screens and their common parts. */
export function Page() {
  const [state, update] = useUrlState();
  const [dialog, setDialog] = useState<'help' | 'time' | null>(null);
  const visible = useVisible();
  const access = useAccess();
  const stream = useStream(visible, state.at !== null);
  const pipeline = usePipeline(visible);
  const [pausedAt, setPausedAt] = useState<string | null>(null);
  const dashboard = useDashboard(state, stream, visible && state.view === 'overview', pausedAt);

  const chooseTheme = useCallback((chosen: Theme | null) => update({ theme: chosen }), [update]);
  const [theme, toggleTheme] = useTheme(state.theme, chooseTheme);
  const shownAsOf = dashboard.realtime.data?.as_of ?? null;
  const toggleLive = () => {
    const at = state.at === null ? new Date(shownAsOf ?? Date.now()).toISOString() : null;
    setPausedAt(at);
    update({ at });
  };
  const openHelp = () => setDialog('help');
  const openTime = () => setDialog('time');
  const closeDialog = useCallback(() => setDialog(null), []);
  useShortcuts(state, update, { toggleLive, toggleTheme, openHelp, openTime });

  return (
    <>
      <Header
        state={state} update={update} held={stream.held} flowing={stream.connection === 'open' && stream.unavailable === null}
        toggleLive={toggleLive} toggleTheme={toggleTheme} theme={theme} openHelp={openHelp} openTime={openTime} access={access}
      />
      <FreshnessBar stream={stream} pipeline={pipeline} zone={state.zone} visible={visible} />
      <main>
        <ErrorBanner dashboard={dashboard} pipeline={pipeline} />
        {state.view === 'pipeline'
          ? <PipelineView pipeline={pipeline} zone={state.zone} />
          : <Overview dashboard={dashboard} pipeline={pipeline.query.data} access={access} state={state} update={update} theme={theme} />}
      </main>
      <ShortcutsDialog open={dialog === 'help'} close={closeDialog} />
      {dialog === 'time' ? <TimeDialog state={state} update={update} close={closeDialog} /> : null}
    </>
  );
}
