/** A time the server wrote, and the moment it arrived by this machine's clock; epoch ms. */
export interface ClockPair {
  serverMs: number | null;
  receivedMs: number | null;
}

/**
 * The server's clock less this machine's, in ms; 0 while nothing is known. Travel, caching and rounding only ever make the server's time
 * look older, so the largest difference is the nearest.
 */
export function clockOffset(pairs: readonly ClockPair[]): number {
  const differences = pairs.flatMap(({ serverMs, receivedMs }) => (serverMs === null || receivedMs === null ? [] : [serverMs - receivedMs]));
  return differences.length === 0 ? 0 : Math.max(...differences);
}
