import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';

interface FilterChipsProps {
  state: PageState;
  update: UpdateState;
}

/** The active filters, each with a remove button. */
export function FilterChips({ state, update }: FilterChipsProps) {
  if (state.filter === null && state.severity === null) return null;
  return (
    <div className="chips" role="group" aria-label="Filters">
      {state.filter === null ? null : (
        <button type="button" className="chip" onClick={() => update({ filter: null })}>
          {state.filter.kind}: <strong>{state.filter.value}</strong> <span aria-hidden="true">×</span>
          <span className="sr-only"> remove</span>
        </button>
      )}
      {state.severity === null ? null : (
        <button type="button" className="chip" onClick={() => update({ severity: null })}>
          severity: <strong>{state.severity.toLowerCase()}</strong> <span aria-hidden="true">×</span>
          <span className="sr-only"> remove</span>
        </button>
      )}
      <span className="muted">Esc clears</span>
    </div>
  );
}
