import type { AlertItem } from '../api/types';
import { formatRoughAge } from '../format/durations';
import { alertTitle, formatMetric, metricName } from '../format/metrics';
import { formatDateTime, type Zone } from '../format/times';
import type { Filter } from '../state/urlState';
import { RowButton } from './RowButton';
import { SeverityMark } from './SeverityMark';

interface AlertRowProps {
  alert: AlertItem;
  /** End of the time that is looked at, epoch ms. */
  asOfMs: number;
  zone: Zone;
  filter: Filter | null;
  setFilter: (filter: Filter | null) => void;
}

/** One alert: what, where, the measured value beside its threshold, and the sample in the alert's own words. */
export function AlertRow({ alert, asOfMs, zone, filter, setFilter }: AlertRowProps) {
  return (
    <li className={`alert alert-${alert.severity.toLowerCase()}`}>
      <p className="alert-head">
        <SeverityMark severity={alert.severity} /> <strong>{alertTitle(alert)}</strong>
        {alert.region === null ? null : <RowButton own={{ kind: 'region', value: alert.region }} filter={filter} setFilter={setFilter}>{alert.region}</RowButton>}
      </p>
      <p className="alert-values">
        {metricName(alert.metric_name)} <strong>{formatMetric(alert.metric_name, alert.metric_value)}</strong>
        <span className="muted"> · threshold {formatMetric(alert.metric_name, alert.threshold_value)}</span>
        <time className="alert-time muted" dateTime={alert.created_at} title={formatDateTime(alert.created_at, zone)}>{formatRoughAge(asOfMs - Date.parse(alert.created_at))} ago</time>
      </p>
      <p className="muted alert-message">{alert.message}</p>
    </li>
  );
}
