/** How a place in a list differs from that in the list of the period before. */
export type RankChange = { kind: 'unknown' } | { kind: 'new' } | { kind: 'same' } | { kind: 'up'; places: number } | { kind: 'down'; places: number };

/** @param previous Ids of the period before, first place first; null while they are not known. */
export function rankChange(id: string, rank: number, previous: readonly string[] | null): RankChange {
  if (previous === null) return { kind: 'unknown' };
  const before = previous.indexOf(id);
  if (before < 0) return { kind: 'new' };
  const places = before - rank;
  if (places === 0) return { kind: 'same' };
  return places > 0 ? { kind: 'up', places } : { kind: 'down', places: -places };
}
