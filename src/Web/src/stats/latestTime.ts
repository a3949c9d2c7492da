/** The latest of several ISO times in epoch ms; null if there is none. */
export function latestTime(times: readonly (string | null)[]): number | null {
  const known = times.flatMap((time) => (time === null ? [] : [Date.parse(time)]));
  return known.length === 0 ? null : Math.max(...known);
}
