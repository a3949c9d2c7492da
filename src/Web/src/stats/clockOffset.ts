/** A time from the server, and this machine's time when it arrived; epoch ms. */
export interface ClockPair {
  serverMs: number | null;
  receivedMs: number | null;
}

/**
 * The server's clock minus this machine's, in ms; 0 while unknown. Latency, caching and rounding only make the server's time look older, so
 * the largest difference is the most accurate.
 */
export function clockOffset(pairs: readonly ClockPair[]): number {
  const differences = pairs.flatMap(
    ({ serverMs, receivedMs }) => (serverMs === null || receivedMs === null ? [] : [serverMs - receivedMs])
  );
  return differences.length === 0 ? 0 : Math.max(...differences);
}
