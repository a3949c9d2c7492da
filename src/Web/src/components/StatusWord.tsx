import type { HealthStatus } from '../api/types';

const MARKS: Record<HealthStatus, string> = { healthy: '●', degraded: '▲', critical: '■' };

/** A status in a word, with a shape and a colour of its own. */
export function StatusWord({ status }: { status: HealthStatus }) {
  return <span className={`status status-${status}`}><span aria-hidden="true">{MARKS[status]}</span> {status}</span>;
}
