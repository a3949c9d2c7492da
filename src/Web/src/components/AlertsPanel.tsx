import type { Alerts, Severity } from '../api/types';
import type { Feed } from '../data/useFeed';
import { formatCount } from '../format/numbers';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { AlertRow } from './AlertRow';
import { CsvButton } from './CsvButton';
import { Nothing } from './Nothing';
import { Panel } from './Panel';

const CHOICES: readonly Severity[] = ['CRITICAL', 'WARNING', 'INFO'];

interface AlertsPanelProps {
  feed: Feed<Alerts>;
  state: PageState;
  update: UpdateState;
}

/** Alerts that nobody has acknowledged, newest first. */
export function AlertsPanel({ feed, state, update }: AlertsPanelProps) {
  const region = state.filter?.kind === 'region' ? state.filter.value : null;
  const inRegion = feed.data?.data.filter((alert) => region === null || alert.region === region);
  return (
    <Panel
      title="Alerts" lines={6} feed={feed} className="area-alerts"
      note={feed.data === null ? undefined : `${formatCount(feed.data.unacknowledged_count)} unacknowledged`}
      actions={<>
        <label className="choice">
          <span className="sr-only">Severity</span>
          <select value={state.severity ?? ''} onChange={(event) => update({ severity: CHOICES.find((choice) => choice === event.target.value) ?? null })}>
            <option value="">All severities</option>
            {CHOICES.map((choice) => <option key={choice} value={choice}>{choice.toLowerCase()}</option>)}
          </select>
        </label>
        <CsvButton
          name="alerts" of="alerts" header={['id', 'created_at', 'severity', 'alert_type', 'region', 'metric_name', 'metric_value', 'threshold_value', 'message']}
          rows={inRegion === undefined ? null : () => inRegion.map((a) => [a.id, a.created_at, a.severity, a.alert_type, a.region, a.metric_name, a.metric_value, a.threshold_value, a.message])}
        />
      </>}
    >
      {(data) => {
        const shown = inRegion ?? [];
        if (shown.length === 0) return <Nothing>{noneText(state.severity, region, data.unacknowledged_count)}</Nothing>;
        return (
          <ul className="alerts scroll-tall" tabIndex={0} aria-label="List of alerts">
            {shown.map((alert) => (
              <AlertRow key={alert.id} alert={alert} asOfMs={Date.parse(data.as_of)} zone={state.zone} filter={state.filter} setFilter={(filter) => update({ filter })} />
            ))}
          </ul>
        );
      }}
    </Panel>
  );
}

function noneText(severity: Severity | null, region: string | null, all: number): string {
  if (severity === null && region === null) return all === 0 ? 'No open alerts.' : 'None at this time.';
  return `None ${severity === null ? '' : `of severity ${severity.toLowerCase()} `}${region === null ? '' : `for ${region} `}among ${formatCount(all)} that nobody has acknowledged.`;
}
