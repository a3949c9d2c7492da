import type { ReactNode } from 'react';
import { toggleFilter, type Filter } from '../state/urlState';

interface RowButtonProps {
  own: Filter;
  filter: Filter | null;
  setFilter: (filter: Filter | null) => void;
  children: ReactNode;
}

/** Name of a row, which filters the page by it; a second click takes the filter away. */
export function RowButton({ own, filter, setFilter, children }: RowButtonProps) {
  const pressed = filter?.kind === own.kind && filter.value === own.value;
  return (
    <button type="button" className="row-button" aria-pressed={pressed} onClick={() => setFilter(toggleFilter(filter, own))}>
      {pressed ? <span aria-hidden="true">✓ </span> : null}{children}
    </button>
  );
}
