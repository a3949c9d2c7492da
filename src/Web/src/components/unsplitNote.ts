import type { Filter, FilterKind } from '../state/urlState';

/** Says that a panel shows all although the page is filtered, because no figures are kept by both; undefined where there is nothing to say. */
export function unsplitNote(filter: Filter | null, own: FilterKind): string | undefined {
  return filter === null || filter.kind === own ? undefined : `not filtered: nothing is kept by ${filter.kind} and ${own} together`;
}
