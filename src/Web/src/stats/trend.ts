export type Trend = 'rising' | 'falling' | 'steady';

/** Trend of a series of samples: the last third compared with the first; a change of at most a tenth (or `tolerance`) counts as steady. */
export function trendOf(samples: readonly number[], tolerance: number): Trend | null {
  if (samples.length < 6) return null;
  const third = Math.floor(samples.length / 3);
  const before = mean(samples.slice(0, third));
  const after = mean(samples.slice(-third));
  const slack = Math.max(tolerance, Math.max(before, after) / 10);
  if (Math.abs(after - before) <= slack) return 'steady';
  return after > before ? 'rising' : 'falling';
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
