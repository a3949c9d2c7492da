import { formatMinutes } from '../format/durations';
import type { Filter, FilterKind, PageState } from '../state/urlState';

/** Note for a panel that cannot be filtered because there is no data by both dimensions; undefined if not needed. */
export function unsplitNote(filter: Filter | null, own: FilterKind): string | undefined {
  return filter === null || filter.kind === own ? undefined : `not filtered: no data by ${filter.kind} and ${own} combined`;
}

/** Which time a panel of the chosen range is about, and whether it is filtered. */
export function rangeNote(state: Pick<PageState, 'range' | 'at' | 'filter'>, own: FilterKind): string {
  const range = `${state.at === null ? 'last ' : ''}${formatMinutes(state.range)}`;
  const unsplit = unsplitNote(state.filter, own);
  return unsplit === undefined ? range : `${range} · ${unsplit}`;
}
