import type { AlertPage, AlertRecord, Severity } from '../api/types';
import type { AlertFeed } from '../data/useAlerts';
import { formatCount } from '../format/numbers';
import type { Access } from '../session/useAccess';
import { ALERT_STATES, type PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { AlertRow } from './AlertRow';
import { CsvButton } from './CsvButton';
import { Nothing } from './Nothing';
import { Panel } from './Panel';
import { Segmented } from './Segmented';
import { unsplitNote } from './unsplitNote';

const CHOICES: readonly Severity[] = ['CRITICAL', 'WARNING', 'INFO'];
const HEADER = [
  'id',
  'created_at',
  'severity',
  'alert_type',
  'region',
  'content_id',
  'metric_name',
  'metric_value',
  'threshold_value',
  'sample_size',
  'window_start',
  'last_window_start',
  'resolved_at',
  'resolved_by',
  'acknowledged',
  'acknowledged_at',
  'acknowledged_by',
  'acknowledge_note',
  'message',
] as const satisfies readonly (keyof AlertRecord)[];

interface AlertsPanelProps {
  feed: AlertFeed;
  access: Access;
  state: PageState;
  update: UpdateState;
}

/** Alerts, newest first. Acknowledged alerts stay listed while they are open. */
export function AlertsPanel({ feed, access, state, update }: AlertsPanelProps) {
  const rows = feed.data?.data;
  return (
    <Panel
      title="Alerts"
      lines={6}
      feed={feed}
      className="area-alerts"
      note={
        feed.data === null ? undefined : (
          <>
            {formatCount(feed.data.open_count)} open{unseenText(feed.data, state)}
            {state.filter === null || state.filter.kind === 'region' ? '' : ` · ${unsplitNote(state.filter, 'region')}`}
          </>
        )
      }
      actions={
        <>
          <Segmented
            label="Which alerts"
            options={ALERT_STATES}
            value={state.alerts}
            text={(option) => option}
            choose={(alerts) => update({ alerts })}
          />
          <label className="choice">
            <span className="sr-only">Severity</span>
            <select
              value={state.severity ?? ''}
              onChange={(event) => update({ severity: CHOICES.find((choice) => choice === event.target.value) ?? null })}
            >
              <option value="">All severities</option>
              {CHOICES.map((choice) => (
                <option key={choice} value={choice}>
                  {choice.toLowerCase()}
                </option>
              ))}
            </select>
          </label>
          <CsvButton
            name="alerts"
            of="alerts"
            header={HEADER}
            rows={rows === undefined ? null : () => rows.map((alert) => HEADER.map((field) => alert[field]))}
          />
        </>
      }
    >
      {(data) =>
        data.data.length === 0 ? (
          <Nothing>{noneText(state, data.open_count)}</Nothing>
        ) : (
          <>
            <ul className="alerts scroll-tall" tabIndex={0} aria-label="List of alerts">
              {data.data.map((alert) => (
                <AlertRow
                  key={alert.id}
                  alert={alert}
                  asOfMs={Date.parse(data.as_of)}
                  access={access}
                  state={state}
                  update={update}
                  changed={feed.retry}
                />
              ))}
            </ul>
            {feed.more === null ? null : (
              <p className="panel-body alerts-more">
                <button type="button" className="button button-small" onClick={feed.more}>
                  Show older alerts
                </button>
              </p>
            )}
          </>
        )
      }
    </Panel>
  );
}

/** Number of listed alerts that are not acknowledged; the API's own count includes resolved ones. */
function unseenText({ data, next_cursor }: AlertPage, { alerts }: PageState): string {
  if (alerts !== 'open' || next_cursor !== null || data.length === 0) return '';
  const unseen = data.filter((alert) => !alert.acknowledged).length;
  return unseen === 0 ? ', all acknowledged' : `, ${formatCount(unseen)} not acknowledged`;
}

function noneText({ alerts, severity, filter, at }: PageState, open: number): string {
  const region = filter?.kind === 'region' ? filter.value : null;
  const narrowed = `${severity === null ? '' : ` of severity ${severity.toLowerCase()}`}${region === null ? '' : ` for ${region}`}`;
  const when = at === null ? '' : ' raised before this time';
  const those = alerts === 'all' ? 'No alerts' : `No ${alerts} alerts`;
  return `${those}${narrowed}${when}.${narrowed !== '' && open > 0 ? ` ${formatCount(open)} open in total.` : ''}`;
}
