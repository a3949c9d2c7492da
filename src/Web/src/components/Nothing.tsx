import type { ReactNode } from 'react';

/** In place of rows where there are none. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="nothing muted">{children}</p>;
}
