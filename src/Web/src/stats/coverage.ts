/** Range of windows [fromMs, toMs), and until when events can have been counted in it. Epoch ms. */
export interface Coverage {
  fromMs: number;
  toMs: number;
  /** Time that has passed in it; null when none has. */
  minutes: number | null;
}

/**
 * The API's ranges hold the windows that *start* in [as_of - minutes, as_of). The last of them is usually still open, so a rate per minute
 * divides by the time that has passed in them and not by `rangeMinutes`.
 * @param computedAtMs The server's clock at the answer; null when it is not known.
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
