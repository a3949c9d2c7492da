import type { Pipeline } from '../api/types';
import type { Dashboard } from '../data/useDashboard';
import type { Access } from '../session/useAccess';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { latestTime } from '../stats/latestTime';
import { AlertsPanel } from './AlertsPanel';
import { Cards } from './Cards';
import { DetailPanel } from './DetailPanel';
import { DevicesPanel } from './DevicesPanel';
import { EmptyState } from './EmptyState';
import { FilterChips } from './FilterChips';
import { RegionPanel } from './RegionPanel';
import { SeriesPanel } from './SeriesPanel';
import { TrendingPanel } from './TrendingPanel';

interface OverviewProps {
  dashboard: Dashboard;
  pipeline: Pipeline | null;
  access: Access;
  state: PageState;
  update: UpdateState;
  theme: string;
}

/** The first screen. */
export function Overview({ dashboard, pipeline, access, state, update, theme }: OverviewProps) {
  const { realtime } = dashboard;
  const empty = realtime.data !== null && !realtime.stale && realtime.data.total_downloads === 0 ? realtime.data : null;
  return (
    <>
      <FilterChips state={state} update={update} />
      {empty === null ? null : (
        <EmptyState
          state={state}
          update={update}
          pipeline={pipeline}
          asOfMs={Date.parse(empty.as_of)}
          watermark={latestTime([empty.watermark, pipeline?.watermark ?? null])}
        />
      )}
      <Cards feed={dashboard.summary} filter={state.filter} />
      {state.filter === null || dashboard.detail === null ? null : (
        <DetailPanel feed={dashboard.detail} filter={state.filter} state={state} />
      )}
      <div className="grid">
        <SeriesPanel
          feed={dashboard.series}
          windowMs={dashboard.windowMs}
          coverage={dashboard.coverage}
          marks={dashboard.marks}
          state={state}
          update={update}
          theme={theme}
        />
        <AlertsPanel feed={dashboard.alerts} access={access} state={state} update={update} />
        <TrendingPanel feed={dashboard.trending} previous={dashboard.previous.trending} state={state} update={update} />
        <RegionPanel
          feed={dashboard.regions}
          previous={dashboard.previous.regions}
          trends={dashboard.trends}
          state={state}
          update={update}
        />
        <DevicesPanel feed={dashboard.devices} state={state} update={update} />
      </div>
    </>
  );
}
