import type { SeriesItem } from '../api/types';

const MINUTE_MS = 60_000;

/** One window of the time series. */
export interface SeriesPoint {
  startMs: number;
  /** Null if the window had no downloads. The API leaves it out: a gap, not a zero. */
  downloads: number | null;
  /** 0 to 1. */
  rate: number | null;
  /** Whether the window is open: the watermark has not passed its end. */
  open: boolean;
}

/**
 * Length of the windows, which the API does not return: derived from the differences of their starts. With fewer than three windows it is
 * derived from the starts themselves, and at most a minute is assumed.
 */
export function inferWindowMs(starts: readonly number[]): number {
  const first = starts[0];
  if (first === undefined) return MINUTE_MS;
  if (starts.length < 3) return starts.reduce(commonDivisor, MINUTE_MS);
  return starts.slice(1).reduce((step, start) => commonDivisor(step, start - first), 0) || MINUTE_MS;
}

/** Every window from the first to the last that the API returned, including gaps. */
export function fillGaps(items: readonly SeriesItem[], windowMs: number, watermarkMs: number | null): SeriesPoint[] {
  const points: SeriesPoint[] = [];
  for (const item of items) {
    const startMs = Date.parse(item.window_start);
    for (let next = points.at(-1); next !== undefined && next.startMs + windowMs < startMs; next = points.at(-1))
      points.push({ startMs: next.startMs + windowMs, downloads: null, rate: null, open: false });
    const open = watermarkMs === null || startMs + windowMs > watermarkMs;
    points.push({ startMs, downloads: item.total_downloads, rate: item.success_rate, open });
  }
  return points;
}

/** A line of a chart: time and value; null breaks the line. */
export type LineData = [number, number | null][];

/**
 * Two lines of one series: closed windows, and open windows, which are drawn dashed. The open line starts at the last closed window if
 * there is no gap in between, so that the lines connect.
 */
export function splitOpen(
  points: readonly SeriesPoint[], value: (point: SeriesPoint) => number | null,
): { closed: LineData; open: LineData } {
  const closed: LineData = [];
  const open: LineData = [];
  points.forEach((point, index) => {
    const next = points[index + 1];
    closed.push([point.startMs, point.open ? null : value(point)]);
    const leadsToOpen = !point.open && point.downloads !== null && next?.open === true;
    open.push([point.startMs, point.open || leadsToOpen ? value(point) : null]);
  });
  return { closed, open };
}

/** Points without a neighbour, which a line would not show. */
export function isIsolated(line: LineData, index: number): boolean {
  return line[index]?.[1] != null && line[index - 1]?.[1] == null && line[index + 1]?.[1] == null;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
