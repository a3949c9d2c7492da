/** A figure beside that of the period before. */
export type Comparison =
  | { kind: 'unknown' }
  | { kind: 'new' }
  | { kind: 'same'; previous: number }
  | { kind: 'change'; previous: number; difference: number; ratio: number };

/**
 * `new` when there was nothing before, not a change of 100 % or infinity; `unknown` when either figure is missing.
 * @param resolution Differences below it are none: what the page's digits cannot show.
 */
export function compare(current: number | null, previous: number | null, resolution: number): Comparison {
  if (current === null || previous === null) return { kind: 'unknown' };
  if (previous === 0) return current === 0 ? { kind: 'same', previous } : { kind: 'new' };
  const difference = current - previous;
  if (Math.abs(difference) < resolution) return { kind: 'same', previous };
  return { kind: 'change', previous, difference, ratio: difference / previous };
}

/** The same where the change is shown as a share, in tenths of a percent. */
export function compareByShare(current: number | null, previous: number | null): Comparison {
  return compare(current, previous, Math.abs(previous ?? 0) * 0.0005);
}
