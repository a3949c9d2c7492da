import type { ReactNode } from 'react';

interface FigureProps {
  label: string;
  hint?: string;
  children: ReactNode;
}

/** A labelled value in a list. */
export function Figure({ label, hint, children }: FigureProps) {
  return (
    <div className="figure" title={hint}>
      <dt className="muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
