import type { ReactNode } from 'react';

interface FactProps {
  label: string;
  hint: string;
  children: ReactNode;
}

/** A label and its value in the freshness bar. */
export function Fact({ label, hint, children }: FactProps) {
  return (
    <div className="fact" title={hint}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
