import type { Detail, DetailWindow, Summary, SummaryPeriod, TimeSeries } from '../api/types';

/** One item per window, as in the overall time series; for a device summed over its operating systems. */
export function seriesOf(detail: Detail): TimeSeries {
  const byWindow = new Map<string, { total: number; successful: number }>();
  for (const row of detail.data) {
    const known = byWindow.get(row.window_start) ?? { total: 0, successful: 0 };
    byWindow.set(row.window_start, { total: known.total + row.total_downloads, successful: known.successful + row.successful_downloads });
  }
  const data = Array.from(
    byWindow,
    (
      [window_start, { total, successful }]
    ) => ({ window_start, total_downloads: total, success_rate: total === 0 ? 0 : successful / total }),
  );
  const { as_of, watermark, complete, start_time, end_time } = detail;
  return { as_of, watermark, complete, start_time, end_time, data, count: data.length };
}

/** Cards of a device, because the API has no summary for it; `minutes` is null if no time has elapsed in the range. */
export function summaryOfDevice(current: Detail, previous: Detail | null, minutes: number | null, previousMinutes: number | null): Summary {
  const { as_of, watermark, complete } = current;
  return {
    as_of, watermark, complete, current: periodOf(current, minutes),
    previous: periodOf(previous ?? { ...current, data: [], totals: NO_TOTALS }, previousMinutes),
  };
}

const NO_TOTALS = {
  total_downloads: 0, successful_downloads: 0, failed_downloads: 0, cancelled_downloads: 0, success_rate: null, total_size_gb: 0,
  avg_speed: null,
};

function periodOf({ totals, start_time, end_time }: Detail, minutes: number | null): SummaryPeriod {
  const perMinute = (value: number) => (minutes === null ? 0 : value / minutes);
  return {
    start_time, end_time,
    total_downloads: totals.total_downloads,
    downloads_per_minute: perMinute(totals.total_downloads),
    unique_content: null,
    success_rate: totals.total_downloads === 0 ? null : totals.success_rate,
    failed_downloads: totals.failed_downloads,
    duration_p95_seconds: null,
    avg_speed: totals.avg_speed ?? null,
    total_size_gb: totals.total_size_gb,
    gb_per_minute: perMinute(totals.total_size_gb),
  };
}

/** Number of occurrences of each error, most frequent first. */
export function errorsOf(windows: readonly DetailWindow[]): { code: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { error_counts } of windows)
    for (const [code, count] of Object.entries(error_counts ?? {})) counts.set(code, (counts.get(code) ?? 0) + count);
  return Array.from(counts, ([code, count]) => ({ code, count })).toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code));
}

export interface SystemFigures {
  osVersion: string;
  downloads: number;
  successRate: number;
}

/** A device by operating system, most downloads first. */
export function systemsOf(windows: readonly DetailWindow[]): SystemFigures[] {
  const sums = new Map<string, { total: number; successful: number }>();
  for (const row of windows) {
    const name = row.os_version ?? '';
    const known = sums.get(name) ?? { total: 0, successful: 0 };
    sums.set(name, { total: known.total + row.total_downloads, successful: known.successful + row.successful_downloads });
  }
  return Array.from(
    sums, ([osVersion, { total, successful }]) => ({ osVersion, downloads: total, successRate: total === 0 ? 0 : successful / total }),
  )
    .toSorted((a, b) => b.downloads - a.downloads || a.osVersion.localeCompare(b.osVersion));
}

/** The newest closed window, whose percentiles only late events can change; the newest window if none is closed. */
export function newestWindow(windows: readonly DetailWindow[]): DetailWindow | null {
  return windows.findLast((row) => !row.open) ?? windows.at(-1) ?? null;
}
