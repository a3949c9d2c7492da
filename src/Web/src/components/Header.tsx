import { RANGES, type PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { formatMinutes } from '../format/durations';
import type { Access } from '../session/useAccess';
import { session } from '../session/session';
import { zoneName } from '../format/times';
import { LiveButton } from './LiveButton';
import { Segmented } from './Segmented';

interface HeaderProps {
  state: PageState;
  update: UpdateState;
  held: number;
  /** Whether updates are arriving. */
  flowing: boolean;
  toggleLive: () => void;
  toggleTheme: () => void;
  theme: 'light' | 'dark';
  openHelp: () => void;
  openTime: () => void;
  access: Access;
}

export function Header({ state, update, held, flowing, toggleLive, toggleTheme, theme, openHelp, openTime, access }: HeaderProps) {
  const otherTheme = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="top">
      <h1 className="brand">
        <span aria-hidden="true" className="brand-mark" />
        StreamPulse
      </h1>
      <Segmented
        label="View"
        options={['overview', 'pipeline'] as const}
        value={state.view}
        text={(view) => (view === 'overview' ? 'Overview' : 'Pipeline')}
        choose={(view) => update({ view })}
      />
      {state.view === 'overview' ? (
        <>
          <Segmented label="Range" options={RANGES} value={state.range} text={formatMinutes} choose={(range) => update({ range })} />
          <button type="button" className="button button-small" onClick={openTime} aria-keyshortcuts="g" title="Go to a time in the past">
            Time…
          </button>
          <LiveButton at={state.at} held={held} flowing={flowing} zone={state.zone} toggle={toggleLive} />
        </>
      ) : null}
      <span className="top-end">
        <button
          type="button"
          className="button button-small"
          onClick={() => update({ zone: state.zone === 'utc' ? 'local' : 'utc' })}
          title="Time zone; click to change it"
        >
          {zoneName(state.zone)}
        </button>
        <button type="button" className="button button-small" onClick={toggleTheme} aria-label={`Switch to ${otherTheme} colours`}>
          <span aria-hidden="true">{theme === 'dark' ? '☀' : '☾'}</span> {otherTheme}
        </button>
        <a className="button button-small" href="./docs/">
          API
        </a>
        <button type="button" className="button button-small" onClick={openHelp} aria-label="Keyboard shortcuts" aria-keyshortcuts="?">
          ?
        </button>
        {access.signedIn ? (
          <button
            type="button"
            className="button button-small"
            onClick={() => session.signOut()}
            title={`Signed in as ${access.subject ?? 'an unnamed user'}`}
          >
            Sign out
          </button>
        ) : null}
      </span>
    </header>
  );
}
