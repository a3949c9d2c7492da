import type { RegionRows } from '../api/types';

/** Success rate of a region by window; null for windows without downloads. */
export type RegionTrend = readonly (number | null)[];

/** The trend of every region over the same windows. Empty if the response was truncated, because its newest windows are then missing. */
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
