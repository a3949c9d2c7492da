import type { Pipeline } from '../api/types';
import type { Dashboard } from '../data/useDashboard';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { latestTime } from '../stats/latestTime';
import { AlertsPanel } from './AlertsPanel';
import { Cards } from './Cards';
import { DevicesPanel } from './DevicesPanel';
import { EmptyState } from './EmptyState';
import { FilterChips } from './FilterChips';
import { RegionPanel } from './RegionPanel';
import { SeriesPanel } from './SeriesPanel';
import { TrendingPanel } from './TrendingPanel';

interface OverviewProps {
  dashboard: Dashboard;
  pipeline: Pipeline | null;
  state: PageState;
  update: UpdateState;
  theme: string;
}

/** The first screen. */
export function Overview({ dashboard, pipeline, state, update, theme }: OverviewProps) {
  const { realtime } = dashboard;
  const empty = realtime.data !== null && !realtime.stale && realtime.data.total_downloads === 0 ? realtime.data : null;
  return (
    <>
      <FilterChips state={state} update={update} />
      {empty === null ? null : (
        <EmptyState
          state={state} update={update} pipeline={pipeline} asOfMs={Date.parse(empty.as_of)}
          watermark={latestTime([empty.watermark, pipeline?.watermark ?? null])}
        />
      )}
      <Cards dashboard={dashboard} filter={state.filter} />
      <div className="grid">
        <SeriesPanel feed={dashboard.series} windowMs={dashboard.windowMs} coverage={dashboard.coverage} state={state} update={update} theme={theme} />
        <AlertsPanel feed={dashboard.alerts} state={state} update={update} />
        <TrendingPanel feed={dashboard.trending} previous={dashboard.previous.trending} state={state} update={update} />
        <RegionPanel feed={dashboard.regions} previous={dashboard.previous.regions} state={state} update={update} />
        <DevicesPanel feed={dashboard.devices} state={state} update={update} />
      </div>
    </>
  );
}
