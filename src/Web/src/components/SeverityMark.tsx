import type { Severity } from '../api/types';

const MARKS: Record<Severity, string> = { CRITICAL: '■', WARNING: '▲', INFO: '●' };

/** A severity as a word with its own shape and colour. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span className={`status severity-${severity.toLowerCase()}`}>
      <span aria-hidden="true">{MARKS[severity]}</span> {severity.toLowerCase()}
    </span>
  );
}
