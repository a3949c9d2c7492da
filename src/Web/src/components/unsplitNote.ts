import type { Filter, FilterKind } from '../state/urlState';

/** Note for a panel that cannot be filtered because there is no data by both dimensions; undefined if not needed. */
export function unsplitNote(filter: Filter | null, own: FilterKind): string | undefined {
  return filter === null || filter.kind === own ? undefined : `not filtered: no data by ${filter.kind} and ${own} combined`;
}
