import { useState } from 'react';
import type { AlertAction } from '../api/paths';
import type { AlertRecord } from '../api/types';
import { formatRoughAge } from '../format/durations';
import { alertTitle, formatMetric, metricName } from '../format/metrics';
import { formatCount } from '../format/numbers';
import { formatDateTime, type Zone } from '../format/times';
import type { Access } from '../session/useAccess';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { AlertActionForm } from './AlertActionForm';
import { AlertHistory } from './AlertHistory';
import { RowButton } from './RowButton';
import { SeverityMark } from './SeverityMark';

interface AlertRowProps {
  alert: AlertRecord;
  /** End of the displayed range, epoch ms. */
  asOfMs: number;
  access: Access;
  state: PageState;
  update: UpdateState;
  /** Called after the server has changed the alert. */
  changed: () => void;
}

type Opened = AlertAction | 'history' | null;

/** One alert: type, region, measured value and threshold, sample size, and its state. */
export function AlertRow({ alert, asOfMs, access, state, update, changed }: AlertRowProps) {
  const [opened, setOpened] = useState<Opened>(null);
  const setFilter = (filter: PageState['filter']) => update({ filter });
  const button = (what: Exclude<Opened, null>, text: string) => (
    <button
      type="button"
      className="button button-small"
      aria-expanded={opened === what}
      onClick={() => setOpened(opened === what ? null : what)}
    >
      {text}
    </button>
  );
  return (
    <li className={`alert alert-${alert.severity.toLowerCase()}`}>
      <p className="alert-head">
        <SeverityMark severity={alert.severity} /> <strong>{alertTitle(alert)}</strong>
        {alert.region === null ? null : (
          <RowButton own={{ kind: 'region', value: alert.region }} filter={state.filter} setFilter={setFilter}>
            {alert.region}
          </RowButton>
        )}
        {alert.content_id === null ? null : (
          <RowButton own={{ kind: 'content', value: alert.content_id }} filter={state.filter} setFilter={setFilter}>
            {alert.content_id}
          </RowButton>
        )}
        <time className="alert-time muted" dateTime={alert.created_at} title={formatDateTime(alert.created_at, state.zone)}>
          {formatRoughAge(asOfMs - Date.parse(alert.created_at))} ago
        </time>
      </p>
      <p className="alert-values">
        {metricName(alert.metric_name)} <strong>{formatMetric(alert.metric_name, alert.metric_value)}</strong>
        <span className="muted">
          threshold {formatMetric(alert.metric_name, alert.threshold_value)}
          {alert.sample_size === null ? '' : ` · measured on ${formatCount(alert.sample_size)} downloads`}
        </span>
      </p>
      <p className="muted alert-message">{alert.message}</p>
      <AlertStanding alert={alert} zone={state.zone} />
      <p className="alert-actions">
        {!access.mayAcknowledge || alert.resolved_at !== null
          ? null
          : alert.acknowledged
            ? button('unacknowledge', 'Unacknowledge')
            : button('acknowledge', 'Acknowledge')}
        {!access.mayAcknowledge || alert.resolved_at !== null ? null : button('resolve', 'Resolve')}
        {button('history', 'History')}
      </p>
      {opened === null ? null : opened === 'history' ? (
        <AlertHistory id={alert.id} zone={state.zone} version={alert.updated_at ?? ''} />
      ) : (
        <AlertActionForm key={opened} alert={alert} action={opened} access={access} close={() => setOpened(null)} changed={changed} />
      )}
    </li>
  );
}

/** Who acknowledged or resolved the alert; empty if nobody did. */
function AlertStanding({ alert, zone }: { alert: AlertRecord; zone: Zone }) {
  return (
    <>
      {!alert.acknowledged ? null : (
        <p className="alert-standing">
          <span aria-hidden="true">✓ </span>Acknowledged{alert.acknowledged_by === null ? '' : ` by ${alert.acknowledged_by}`},{' '}
          {formatDateTime(alert.acknowledged_at, zone)}
          {alert.acknowledge_note ? `: ${alert.acknowledge_note}` : ''}
        </p>
      )}
      {alert.resolved_at === null ? null : (
        <p className="alert-standing">
          <span aria-hidden="true">● </span>Resolved{alert.resolved_by === null ? ' automatically' : ` by ${alert.resolved_by}`},{' '}
          {formatDateTime(alert.resolved_at, zone)}
        </p>
      )}
    </>
  );
}
