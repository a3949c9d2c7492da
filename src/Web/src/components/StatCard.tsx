import type { ReactNode } from 'react';

interface StatCardProps {
  label: string;
  value: string;
  unit?: string;
  /** Explanation of what is counted. */
  hint: string;
  children: ReactNode;
}

export function StatCard({ label, value, unit, hint, children }: StatCardProps) {
  return (
    <section className="card" title={hint} aria-label={label}>
      <h2 className="card-label">{label}</h2>
      <p className="card-value">{value}{unit === undefined ? null : <span className="card-unit"> {unit}</span>}</p>
      <p className="card-foot">{children}</p>
    </section>
  );
}
