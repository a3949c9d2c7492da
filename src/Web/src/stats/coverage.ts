/** Range of windows [fromMs, toMs), and the time up to which events can be counted in it. Epoch ms. */
export interface Coverage {
  fromMs: number;
  toMs: number;
  /** Elapsed time in the range; null if none. */
  minutes: number | null;
}

/**
 * The API's ranges contain the windows that *start* in [as_of - minutes, as_of). The last one is usually still open, so a rate per minute
 * divides by the elapsed time and not by `rangeMinutes`.
 * @param computedAtMs The server's clock at the response; null if unknown.
 */
export function coverage(asOfMs: number, rangeMinutes: number, windowMs: number, complete: boolean, computedAtMs: number | null): Coverage {
  const fromMs = ceilTo(asOfMs - rangeMinutes * 60_000, windowMs);
  const toMs = ceilTo(asOfMs, windowMs);
  const passedMs = complete ? toMs : Math.min(toMs, Math.max(asOfMs, computedAtMs ?? asOfMs));
  return { fromMs, toMs, minutes: passedMs > fromMs ? (passedMs - fromMs) / 60_000 : null };
}

/** The smallest multiple of `step` that is not below `ms`; windows are aligned to the Unix epoch. */
export function ceilTo(ms: number, step: number): number {
  return Math.ceil(ms / step) * step;
}
