import type { ReactNode } from 'react';
import { toggleFilter, type Filter } from '../state/urlState';

interface RowButtonProps {
  own: Filter;
  filter: Filter | null;
  setFilter: (filter: Filter | null) => void;
  children: ReactNode;
}

/** Name of a row. A click filters the page by it; a second click removes the filter. */
export function RowButton({ own, filter, setFilter, children }: RowButtonProps) {
  const pressed = filter?.kind === own.kind && filter.value === own.value;
  return (
    <button type="button" className="row-button" aria-pressed={pressed} onClick={() => setFilter(toggleFilter(filter, own))}>
      {pressed ? <span aria-hidden="true">✓ </span> : null}{children}
    </button>
  );
}
