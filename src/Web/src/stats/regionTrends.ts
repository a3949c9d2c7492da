import type { RegionRows } from '../api/types';

/** Success rate of a region window by window; null where it had no downloads. */
export type RegionTrend = readonly (number | null)[];

/** The course of every region over the same windows. Empty when the answer was cut off, since its newest windows are what is missing then. */
export function regionTrends(rows: RegionRows | null): ReadonlyMap<string, RegionTrend> {
  if (rows === null || rows.next_cursor !== null) return new Map();
  const starts = [...new Set(rows.data.map((row) => row.window_start))];
  const place = new Map(starts.map((start, index) => [start, index]));
  const trends = new Map<string, (number | null)[]>();
  for (const row of rows.data) {
    const trend = trends.get(row.region) ?? starts.map(() => null);
    trends.set(row.region, trend);
    trend[place.get(row.window_start) ?? 0] = row.success_rate;
  }
  return trends;
}
