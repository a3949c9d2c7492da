import { describe, expect, it } from 'vitest';
import { clockOffset } from '../src/stats/clockOffset';
import { compare, compareByShare } from '../src/stats/compare';
import { coverage } from '../src/stats/coverage';
import { healthReason, worstFirst } from '../src/stats/health';
import { latestTime } from '../src/stats/latestTime';
import { rankChange } from '../src/stats/rank';
import { trendOf } from '../src/stats/trend';

describe('compare', () => {
  it('is new when there was nothing before', () => expect(compare(5, 0, 0.1)).toEqual({ kind: 'new' }));
  it('is the same when nothing follows nothing', () => expect(compare(0, 0, 0.1)).toEqual({ kind: 'same', previous: 0 }));
  it('is unknown without either figure', () => {
    expect(compare(null, 3, 0.1).kind).toBe('unknown');
    expect(compare(3, null, 0.1).kind).toBe('unknown');
  });
  it('says by how much', () => expect(compare(15, 10, 0.1)).toEqual({ kind: 'change', previous: 10, difference: 5, ratio: 0.5 }));
  it('is the same where its share would read as 0.0 %', () => {
    expect(compareByShare(3_598, 3_599).kind).toBe('same');
    expect(compareByShare(3_590, 3_599).kind).toBe('change');
    expect(compareByShare(1, 0).kind).toBe('new');
  });
  it('is the same below what can be seen', () => expect(compare(0.9502, 0.95, 0.0005).kind).toBe('same'));
});

describe('coverage', () => {
  const minute = 60_000;
  const noon = Date.parse('2026-03-01T12:00:00Z');

  it('counts the time that has passed, not the length of the range', () => {
    const covered = coverage(noon + 30_000, 5, minute, false, noon + 30_000);
    expect(covered).toEqual({ fromMs: noon - 4 * minute, toMs: noon + minute, minutes: 4.5 });
  });
  it('counts whole windows once they are closed', () => expect(coverage(noon - 30_000, 5, minute, true, null).minutes).toBe(5));
  it('counts until the answer when the end lies in the past of an open window', () => {
    expect(coverage(noon + 30_000, 5, minute, false, noon + 45_000).minutes).toBe(4.75);
    expect(coverage(noon + 30_000, 5, minute, false, noon + 200_000).minutes).toBe(5);
  });
  it('has no time at the very start of its only window', () => expect(coverage(noon, 1, 10 * minute, false, noon).minutes).toBeNull());
  it('of two neighbouring ranges meets without gap or overlap', () => {
    const now = coverage(noon + 17_000, 5, minute, false, null);
    expect(coverage(now.fromMs, 5, minute, true, null).toMs).toBe(now.fromMs);
  });
});

describe('rankChange', () => {
  it.each([
    ['a', 0, ['a', 'b'], { kind: 'same' }],
    ['b', 0, ['a', 'b'], { kind: 'up', places: 1 }],
    ['a', 2, ['a', 'b'], { kind: 'down', places: 2 }],
    ['c', 0, ['a', 'b'], { kind: 'new' }],
    ['a', 0, null, { kind: 'unknown' }],
  ])('%s at %s', (id, rank, previous, expected) => expect(rankChange(id, rank, previous)).toEqual(expected));
});

describe('healthReason', () => {
  const region = (
    health_status: 'healthy' | 'degraded' | 'critical', success_rate: number, downloads = 320,
  ) => ({ health_status, success_rate, downloads });
  it('names the limit that is missed, and the sample', () => {
    expect(healthReason(region('critical', 0.81))).toBe('81.0\u00a0% of 320 downloads succeeded, below 90\u00a0%');
    expect(healthReason(region('degraded', 0.93, 1_200))).toBe('93.0\u00a0% of 1,200 downloads succeeded, below 95\u00a0%');
    expect(healthReason(region('healthy', 1, 1))).toBe('100.0\u00a0% of 1 download succeeded, 95\u00a0% or more');
  });
  it(
    'does not contradict itself when rounding hides the difference',
    () => expect(healthReason(region('degraded', 0.95))).toContain('just below 95\u00a0%'),
  );
});

describe('trendOf', () => {
  it.each([
    ['too short to say', [1, 2, 3], null],
    ['rising', [0, 0, 10, 20, 40, 50], 'rising'],
    ['falling', [50, 40, 20, 10, 0, 0], 'falling'],
    ['steady within the tolerance', [0, 3, 1, 2, 0, 4], 'steady'],
    ['steady as a saw tooth', [900, 1500, 300, 950, 1600, 320, 1000, 1550, 310, 1650, 330, 1100], 'steady'],
    ['steady with one outlier', [1000, 1010, 990, 1005, 1000, 9000, 995, 1002, 1008], 'steady'],
    ['steady between two levels', [1000, 1400, 1000, 1400, 1000, 1400, 1400, 1000, 1400], 'steady'],
  ])('%s', (_, samples, expected) => expect(trendOf(samples, 5)).toBe(expected));
});

describe('clockOffset and latestTime', () => {
  it(
    'takes the pair that travelled least',
    () => expect(
      clockOffset([{ serverMs: 900, receivedMs: 1_000 }, { serverMs: 990, receivedMs: 1_000 }, { serverMs: null, receivedMs: 5 }])
    ).toBe(-10),
  );
  it('is zero while nothing is known', () => expect(clockOffset([])).toBe(0));
  it(
    'finds the latest time among zones',
    () => expect(latestTime(['2026-03-01T12:00:00+02:00', null, '2026-03-01T11:00:00Z'])).toBe(Date.parse('2026-03-01T11:00:00Z')),
  );
  it('has none among none', () => expect(latestTime([null])).toBeNull());
});

describe('worstFirst', () => {
  const region = (
    name: string, status: 'healthy' | 'degraded' | 'critical',
  ) => ({ region: name, downloads: 1, success_rate: 1, avg_speed: 0, health_status: status });
  it('orders by status, then by name', () =>
    expect(
      worstFirst([region('b', 'healthy'), region('z', 'critical'), region('a', 'healthy'), region('c', 'degraded')]).map((r) => r.region)
    ).toEqual(['z', 'c', 'a', 'b']));
});
