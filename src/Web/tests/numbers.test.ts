import { describe, expect, it } from 'vitest';
import { formatAge, formatDownloadTime, formatMinutes, formatRoughAge, formatSeconds, formatWindow } from '../src/format/durations';
import { alertTitle, formatMetric, metricName } from '../src/format/metrics';
import {
  formatCompact, formatCount, formatPerMinute, formatPoints, formatRate, formatShare, formatSpeed, NONE,
} from '../src/format/numbers';
import { formatClock, formatDateTime } from '../src/format/times';

describe('numbers', () => {
  it.each([[0, '0'], [1234567, '1,234,567'], [null, NONE]])('count %s', (value, text) => expect(formatCount(value)).toBe(text));
  it.each([[0, '0.0 %'], [0.953, '95.3 %'], [1, '100.0 %'], [null, NONE]])(
    'rate %s', (value, text) => expect(formatRate(value)).toBe(text),
  );
  it.each([[12.34, '12.3 Mbps'], [0, NONE], [null, NONE]])('speed %s', (value, text) => expect(formatSpeed(value)).toBe(text));
  it.each(
    [[0.5, '0.5'], [99.94, '99.9'], [3456.7, '3,457'], [2_340_000, '2.34M'], [null, NONE]]
  )('per minute %s', (value, text) => expect(formatPerMinute(value)).toBe(text));
  it.each([[99_999, '99,999'], [1_500_000, '1.5M']])('compact %s', (value, text) => expect(formatCompact(value)).toBe(text));
  it.each([[0.123, '+12 %'], [-0.004, '−0.4 %'], [3, '+300 %']])('share %s', (value, text) => expect(formatShare(value)).toBe(text));
  it.each([[0.012, '+1.2 points'], [-0.5, '−50.0 points']])('points %s', (value, text) => expect(formatPoints(value)).toBe(text));
});

describe('durations', () => {
  it.each(
    [[4.321, '4.32 s'], [43.21, '43.2 s'], [125, '2 min 05 s'], [119.7, '2 min 00 s'], [null, NONE]]
  )('seconds %s', (value, text) => expect(formatSeconds(value)).toBe(text));
  it.each([[0, NONE], [null, NONE], [4.321, '4.32 s']])('of downloads %s', (value, text) => expect(formatDownloadTime(value)).toBe(text));
  it.each(
    [[-500, '0 s'], [59_999, '59 s'], [130_000, '2 min 10 s'], [3_900_000, '1 h 5 min'], [273_600_000, '3 d 4 h']]
  )('age %s', (value, text) => expect(formatAge(value)).toBe(text));
  it.each([[44_000, '44 s'], [104_000, '1 min'], [273_600_000, '3 d']])(
    'rough age %s', (value, text) => expect(formatRoughAge(value)).toBe(text),
  );
  it.each([[5, '5 min'], [90, '90 min'], [60, '1 h'], [1440, '24 h']])(
    'minutes %s', (value, text) => expect(formatMinutes(value)).toBe(text),
  );
  it.each([[10_000, '10 s'], [60_000, '1 min']])('window %s', (value, text) => expect(formatWindow(value)).toBe(text));
});

describe('metrics', () => {
  it.each(
    [
      ['success_rate', 0.871, '87.1 %'], ['error_rate', 0.129, '12.9 %'], ['avg_speed_mbps', 7.25, '7.3 Mbps'],
      ['total_downloads', 3.24, '3.2'], ['success_rate', null, NONE], [null, 1.5, '1.5'],
    ]
  )(
    '%s %s', (name, value, text) => expect(formatMetric(name, value)).toBe(text));
  it('names what it knows, and passes on what it does not', () => {
    expect(metricName('error_rate')).toBe('error rate');
    expect(metricName('queue_depth')).toBe('queue_depth');
  });
  it('makes words of an alert type', () => expect(alertTitle({ alert_type: 'HIGH_ERROR_RATE' })).toBe('High error rate'));
});

describe('times', () => {
  it('are shown in UTC when asked', () => {
    expect(formatClock('2026-03-03T14:03:07+02:00', 'utc')).toBe('12:03:07');
    expect(formatDateTime('2026-03-03T00:03:07+02:00', 'utc')).toBe('02 Mar 2026, 22:03:07');
  });
  it('are a dash when there is none', () => expect(formatClock(null, 'local')).toBe(NONE));
});
