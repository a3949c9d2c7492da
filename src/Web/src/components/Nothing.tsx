import type { ReactNode } from 'react';

/** Shown instead of rows if there are none. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="nothing muted">{children}</p>;
}
