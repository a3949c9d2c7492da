const LOCALE = 'en';
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumSignificantDigits: 3 });

/** Placeholder for a missing value. */
export const NONE = '–';

/** Whole number with thousands separators. */
export function formatCount(value: number | null): string {
  return value === null ? NONE : whole.format(value);
}

/** Short form for axes and cards: 1.23M. */
export function formatCompact(value: number): string {
  return Math.abs(value) < 100_000 ? whole.format(value) : compact.format(value);
}

/** A rate of 0 to 1 in percent, one digit. */
export function formatRate(rate: number | null): string {
  return rate === null ? NONE : `${oneDigit.format(rate * 100)} %`;
}

/** Megabits per second, one digit. 0 is no measured speed: only speeds above 0 are averaged. */
export function formatSpeed(mbps: number | null): string {
  return mbps === null || mbps === 0 ? NONE : `${oneDigit.format(mbps)} Mbps`;
}

/** Per-minute rate: one decimal if small. */
export function formatPerMinute(value: number | null): string {
  if (value === null) return NONE;
  return value < 100 ? oneDigit.format(value) : formatCompact(value);
}

/** Relative change with its sign: +12 %, -0.4 %. */
export function formatShare(ratio: number): string {
  const percent = ratio * 100;
  const text = Math.abs(percent) < 10 ? oneDigit.format(Math.abs(percent)) : whole.format(Math.abs(percent));
  return `${ratio < 0 ? '−' : '+'}${text} %`;
}

/** Difference of two rates in percentage points with its sign. */
export function formatPoints(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${oneDigit.format(Math.abs(difference) * 100)} points`;
}

/** Gigabytes without unit: one decimal if few. */
export function formatGigabytes(value: number | null): string {
  return formatPerMinute(value);
}
