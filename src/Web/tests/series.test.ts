import { describe, expect, it } from 'vitest';
import { lowestRate } from '../src/charts/seriesOption';
import { fillGaps, inferWindowMs, isIsolated, splitOpen } from '../src/stats/series';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T12:00:00Z');
const item = (
  minute: number, downloads: number, rate = 0.9,
) => ({ window_start: new Date(START + minute * MINUTE).toISOString(), total_downloads: downloads, success_rate: rate });

describe('inferWindowMs', () => {
  it.each([
    ['nothing', [], MINUTE],
    ['one start on a minute', [START], MINUTE],
    ['one start within a minute', [START + 10_000], 10_000],
    ['minutes with a gap', [0, 1, 5].map((n) => START + n * MINUTE), MINUTE],
    ['windows of five minutes with a gap', [0, 5, 20].map((n) => START + n * MINUTE), 5 * MINUTE],
    ['windows of ten seconds', [0, 1, 3].map((n) => START + n * 10_000), 10_000],
  ])('%s', (_, starts, expected) => expect(inferWindowMs(starts)).toBe(expected));
});

describe('fillGaps', () => {
  it('puts a gap, and not a zero, where a window is missing', () => {
    const points = fillGaps([item(0, 5), item(3, 7)], MINUTE, START + 10 * MINUTE);
    expect(points.map((p) => p.downloads)).toEqual([5, null, null, 7]);
    expect(points.map((p) => p.rate)).toEqual([0.9, null, null, 0.9]);
    expect(points.map((p) => (p.startMs - START) / MINUTE)).toEqual([0, 1, 2, 3]);
  });

  it('keeps a window with a rate of zero as it is', () => expect(fillGaps([item(0, 2, 0)], MINUTE, START + 5 * MINUTE)[0]?.rate).toBe(0));

  it('calls open what the watermark has not passed', () => {
    const points = fillGaps([item(0, 1), item(1, 1), item(2, 1)], MINUTE, START + 2 * MINUTE);
    expect(points.map((p) => p.open)).toEqual([false, false, true]);
  });

  it('calls everything open before the first watermark', () => expect(fillGaps([item(0, 1)], MINUTE, null)[0]?.open).toBe(true));
});

describe('splitOpen', () => {
  const value = (p: { downloads: number | null }) => p.downloads;

  it('joins the dashed part to the last closed window', () => {
    const { closed, open } = splitOpen(fillGaps([item(0, 1), item(1, 2), item(2, 3)], MINUTE, START + 2 * MINUTE), value);
    expect(closed.map(([, v]) => v)).toEqual([1, 2, null]);
    expect(open.map(([, v]) => v)).toEqual([null, 2, 3]);
  });

  it('does not draw over a gap before the open window', () => {
    const { closed, open } = splitOpen(fillGaps([item(0, 1), item(2, 3)], MINUTE, START + 2 * MINUTE), value);
    expect(closed.map(([, v]) => v)).toEqual([1, null, null]);
    expect(open.map(([, v]) => v)).toEqual([null, null, 3]);
  });
});

describe('isIsolated', () => {
  it('is true only for a point without neighbours', () => {
    const line: [number, number | null][] = [[0, 4], [1, null], [2, 5], [3, 6]];
    expect(line.map((_, index) => isIsolated(line, index))).toEqual([true, false, false, false]);
  });
});

describe('lowestRate', () => {
  it('leaves room below the limits and below the lowest rate', () => {
    expect(lowestRate([])).toBe(0.8);
    expect(lowestRate(fillGaps([item(0, 1, 0.55)], MINUTE, null))).toBe(0.5);
    expect(lowestRate(fillGaps([item(0, 1, 0)], MINUTE, null))).toBe(0);
  });
});
