import { paths } from '../api/paths';
import type { AlertWithHistory } from '../api/types';
import { useQuery } from '../data/useQuery';
import { formatDateTime, type Zone } from '../format/times';
import { Skeleton } from './Skeleton';

const EVERY_MS = 10_000;

interface AlertHistoryProps {
  id: number;
  zone: Zone;
  /** Changes when the alert changes. */
  version: string;
}

/** The history of an alert, oldest first. */
export function AlertHistory({ id, zone, version }: AlertHistoryProps) {
  const { data, error } = useQuery<AlertWithHistory>(paths.alert(id), EVERY_MS, true, version.length === 0 ? 0 : Date.parse(version));
  if (data === null)
    return error === null ? (
      <Skeleton lines={2} />
    ) : (
      <p className="bad" role="alert">
        {error.title} {error.message}
      </p>
    );
  return (
    <ol className="alert-history" aria-label="History">
      {data.history.map((item, index) => (
        <li key={index}>
          <time dateTime={item.at}>{formatDateTime(item.at, zone)}</time> <strong>{item.action}</strong>
          {item.by === null ? '' : ` by ${item.by}`}
          {item.note ? `: ${item.note}` : ''}
        </li>
      ))}
    </ol>
  );
}
