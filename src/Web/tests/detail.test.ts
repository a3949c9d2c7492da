import { describe, expect, it } from 'vitest';
import type { AlertRecord, Detail, DetailWindow, RegionRows } from '../src/api/types';
import { alertBands, alertMarks, marksAt, type AlertMark } from '../src/stats/alertMarks';
import { errorsOf, newestWindow, seriesOf, summaryOfDevice, systemsOf } from '../src/stats/detail';
import { regionTrends } from '../src/stats/regionTrends';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T12:00:00Z');
const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();

function row(minute: number, total: number, successful: number, more: Partial<DetailWindow> = {}): DetailWindow {
  return {
    window_start: at(minute), window_end: at(minute + 1), open: false, total_downloads: total, successful_downloads: successful,
    failed_downloads: total - successful, cancelled_downloads: 0,
    success_rate: total === 0 ? 0 : successful / total, total_size_gb: total * 2, ...more,
  };
}

function detail(data: DetailWindow[]): Detail {
  const total = data.reduce((sum, r) => sum + r.total_downloads, 0);
  const successful = data.reduce((sum, r) => sum + r.successful_downloads, 0);
  return {
    as_of: at(10), watermark: at(9), complete: false, data, count: data.length, next_cursor: null, start_time: at(0), end_time: at(10),
    totals: {
      total_downloads: total, successful_downloads: successful, failed_downloads: total - successful, cancelled_downloads: 0,
      success_rate: total === 0 ? 0 : successful / total, total_size_gb: total * 2, avg_speed: 12,
    },
  };
}

describe('seriesOf', () => {
  it('adds the operating systems of a device up, and weighs their rates by downloads', () => {
    const series = seriesOf(
      detail([row(0, 9, 9, { os_version: 'a' }), row(0, 1, 0, { os_version: 'b' }), row(2, 4, 2, { os_version: 'a' })])
    );
    expect(series.data).toEqual([
      { window_start: at(0), total_downloads: 10, success_rate: 0.9 },
      { window_start: at(2), total_downloads: 4, success_rate: 0.5 },
    ]);
    expect(series).toMatchObject({ count: 2, start_time: at(0), end_time: at(10) });
  });
});

describe('summaryOfDevice', () => {
  it('divides by the time that has passed', () => {
    const summary = summaryOfDevice(detail([row(0, 30, 27)]), detail([row(0, 20, 20)]), 2, 5);
    expect(summary.current).toMatchObject({
      downloads_per_minute: 15, success_rate: 0.9, gb_per_minute: 30, unique_content: null, duration_p95_seconds: null,
    });
    expect(summary.previous).toMatchObject({ downloads_per_minute: 4, success_rate: 1 });
  });
  it('has no success rate without downloads, and not one of zero', () => {
    expect(summaryOfDevice(detail([]), null, 2, 5).current.success_rate).toBeNull();
    expect(summaryOfDevice(detail([row(0, 1, 1)]), null, 2, 5).previous).toMatchObject({ total_downloads: 0, success_rate: null });
  });
});

describe('parts of a detail', () => {
  it('count errors over all windows, most often first', () =>
    expect(
      errorsOf([row(0, 3, 0, { error_counts: { SLOW: 1, DISK: 2 } }), row(1, 4, 0, { error_counts: { SLOW: 4 } }), row(2, 1, 1)])
    ).toEqual([{ code: 'SLOW', count: 5 }, { code: 'DISK', count: 2 }]));
  it('add operating systems up', () =>
    expect(
      systemsOf([row(0, 1, 1, { os_version: 'iOS 17' }), row(0, 4, 3, { os_version: 'iOS 18' }), row(1, 4, 3, { os_version: 'iOS 18' })])
    ).toEqual([
      { osVersion: 'iOS 18', downloads: 8, successRate: 0.75 }, { osVersion: 'iOS 17', downloads: 1, successRate: 1 },
    ]));
  it('take percentiles from the newest closed window, from an open one only where there is no other', () => {
    expect(newestWindow([row(0, 1, 1), row(1, 2, 2), row(2, 3, 3, { open: true })])?.window_start).toBe(at(1));
    expect(newestWindow([row(2, 3, 3, { open: true })])?.window_start).toBe(at(2));
    expect(newestWindow([])).toBeNull();
  });
});

describe('regionTrends', () => {
  const rows = (
    data: RegionRows['data'], next_cursor: string | null = null,
  ): RegionRows => ({ as_of: at(9), watermark: at(9), complete: true, data, count: data.length, next_cursor });
  const data = [
    { ...row(0, 2, 1), region: 'a' }, { ...row(0, 1, 1), region: 'b' }, { ...row(1, 4, 4), region: 'b' }, { ...row(2, 4, 4), region: 'a' },
  ];
  it('puts a gap where a region had no downloads', () => {
    const trends = regionTrends(rows(data));
    expect(trends.get('a')).toEqual([0.5, null, 1]);
    expect(trends.get('b')).toEqual([1, 1, null]);
  });
  it('says nothing when the newest windows were cut off', () => expect(regionTrends(rows(data, 'more')).size).toBe(0));
});

describe('alertMarks', () => {
  const alert = (id: number, from: number, last: number | null, region: string | null = 'EU-Paris'): AlertRecord => ({
    id, alert_type: 'HIGH_ERROR_RATE', severity: 'WARNING', message: '', region, content_id: null, metric_name: null,
    metric_value: null, threshold_value: null, sample_size: null,
    window_start: at(from), last_window_start: last === null ? null : at(last), created_at: at(from + 1), updated_at: null,
    resolved_at: null, resolved_by: null,
    acknowledged: false, acknowledged_at: null, acknowledged_by: null, acknowledge_note: null,
  });
  const marks = alertMarks([alert(2, 4, 5), alert(1, 1, null, null), alert(2, 4, 6), alert(3, 20, 21)], MINUTE, START, START + 10 * MINUTE);
  it('cover the windows of each alert once, within the chart', () =>
    expect(
      marks.map(({ id, fromMs, toMs, text }) => [id, (fromMs - START) / MINUTE, (toMs - START) / MINUTE, text])
    ).toEqual([[1, 1, 2, 'High error rate'], [2, 4, 7, 'High error rate, EU-Paris']]));
  it('are found by window, its end not included', () => {
    expect(marksAt(marks, START + 6 * MINUTE).map((mark) => mark.id)).toEqual([2]);
    expect(marksAt(marks, START + 7 * MINUTE)).toEqual([]);
  });
});

describe('alertBands', () => {
  const mark = (
    severity: AlertMark['severity'], fromMs: number, toMs: number,
  ): AlertMark => ({ id: fromMs, severity, fromMs, toMs, text: '' });
  it('show the worst of what overlaps, once', () =>
    expect(alertBands([mark('WARNING', 0, 5), mark('CRITICAL', 2, 3), mark('WARNING', 0, 2), mark('INFO', 8, 9)])).toEqual([
      { severity: 'WARNING', fromMs: 0, toMs: 2 }, { severity: 'CRITICAL', fromMs: 2, toMs: 3 },
      { severity: 'WARNING', fromMs: 3, toMs: 5 }, { severity: 'INFO', fromMs: 8, toMs: 9 },
    ]));
  it('are none without alerts', () => expect(alertBands([])).toEqual([]));
});
