export type Trend = 'rising' | 'falling' | 'steady';

/** A standard normal variable is beyond this, in either direction, with a chance of 5 %. */
const SIGNIFICANT = 1.96;

/**
 * Trend of a series of samples. It rises or falls where the medians of its first and last third differ by more than `tolerance` and a
 * quarter of the larger one, and later samples are larger (or smaller) than earlier ones more often than by chance (Mann-Kendall test:
 * H. B. Mann, "Nonparametric tests against trend", Econometrica 13, 1945). So neither a saw tooth nor one outlier is a trend.
 * @returns null with fewer than six samples.
 */
export function trendOf(samples: readonly number[], tolerance: number): Trend | null {
  const n = samples.length;
  if (n < 6) return null;
  const third = Math.floor(n / 3);
  const before = median(samples.slice(0, third));
  const after = median(samples.slice(-third));
  if (Math.abs(after - before) <= Math.max(tolerance, Math.max(before, after) / 4)) return 'steady';
  const score = samples.reduce(
    (sum, earlier, i) => samples.slice(i + 1).reduce((inner, later) => inner + Math.sign(later - earlier), sum),
    0,
  );
  const deviations = (Math.abs(score) - 1) / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  if (deviations < SIGNIFICANT || Math.sign(score) !== Math.sign(after - before)) return 'steady';
  return score > 0 ? 'rising' : 'falling';
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
