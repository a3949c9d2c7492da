import type { HealthStatus } from '../api/types';

const MARKS: Record<HealthStatus, string> = { healthy: '●', degraded: '▲', critical: '■' };

/** A status as a word with its own shape and colour. */
export function StatusWord({ status }: { status: HealthStatus }) {
  return <span className={`status status-${status}`}><span aria-hidden="true">{MARKS[status]}</span> {status}</span>;
}
