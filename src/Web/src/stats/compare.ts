/** A value compared with the previous period. */
export type Comparison =
  | { kind: 'unknown' }
  | { kind: 'new' }
  | { kind: 'same'; previous: number }
  | { kind: 'change'; previous: number; difference: number; ratio: number };

/**
 * `new` if the previous value was 0, instead of a change of 100 % or infinity; `unknown` if either value is missing.
 * @param resolution Smaller differences count as none, because the displayed digits cannot show them.
 */
export function compare(current: number | null, previous: number | null, resolution: number): Comparison {
  if (current === null || previous === null) return { kind: 'unknown' };
  if (previous === 0) return current === 0 ? { kind: 'same', previous } : { kind: 'new' };
  const difference = current - previous;
  if (Math.abs(difference) < resolution) return { kind: 'same', previous };
  return { kind: 'change', previous, difference, ratio: difference / previous };
}

/** The same for changes shown as a percentage with one decimal. */
export function compareByShare(current: number | null, previous: number | null): Comparison {
  return compare(current, previous, Math.abs(previous ?? 0) * 0.0005);
}
