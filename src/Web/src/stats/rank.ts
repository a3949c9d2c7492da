/** Change of a rank against the list of the previous period. */
export type RankChange =
  { kind: 'unknown' } | { kind: 'new' } | { kind: 'same' } | { kind: 'up'; places: number } | { kind: 'down'; places: number };

/** @param previous Ids of the previous period in order of rank; null while unknown. */
export function rankChange(id: string, rank: number, previous: readonly string[] | null): RankChange {
  if (previous === null) return { kind: 'unknown' };
  const before = previous.indexOf(id);
  if (before < 0) return { kind: 'new' };
  const places = before - rank;
  if (places === 0) return { kind: 'same' };
  return places > 0 ? { kind: 'up', places } : { kind: 'down', places: -places };
}
