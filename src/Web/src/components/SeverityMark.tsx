import type { Severity } from '../api/types';

const MARKS: Record<Severity, string> = { CRITICAL: '■', WARNING: '▲', INFO: '●' };

/** A severity in a word, with a shape and a colour of its own. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return <span className={`status severity-${severity.toLowerCase()}`}><span aria-hidden="true">{MARKS[severity]}</span> {severity.toLowerCase()}</span>;
}
