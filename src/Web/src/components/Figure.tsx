import type { ReactNode } from 'react';

interface FigureProps {
  label: string;
  hint?: string;
  children: ReactNode;
}

/** A small figure under its name, in a list of them. */
export function Figure({ label, hint, children }: FigureProps) {
  return (
    <div className="figure" title={hint}>
      <dt className="muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
