import { useMemo } from 'react';
import { paths } from '../api/paths';
import type { AlertPage, TimeSeries } from '../api/types';
import { alertMarks, type AlertMark } from '../stats/alertMarks';
import { ceilTo } from '../stats/coverage';
import { useQuery } from './useQuery';

const EVERY_MS = 15_000;
const MINUTE_MS = 60_000;
/** Alerts raised up to this long before the chart's first window can extend into it; open alerts always count. */
const LOOK_BACK_MS = 60 * MINUTE_MS;

/** Alerts to mark in the time series: of the filtered region, otherwise of all regions. */
export function useAlertMarks(
  series: TimeSeries | null, windowMs: number, region: string | null, at: string | null, active: boolean,
): AlertMark[] {
  const fromMs = series === null ? null : Date.parse(series.start_time);
  const toMs = series === null ? null : Date.parse(series.end_time);
  const question = { severity: null, region, limit: 200 };
  const from = fromMs === null ? null : new Date(ceilTo(fromMs, MINUTE_MS) - LOOK_BACK_MS).toISOString();
  // An alert is raised after its windows close, so slightly later than the end of the chart.
  const to = toMs === null ? null : new Date(ceilTo(toMs, MINUTE_MS) + 30 * MINUTE_MS).toISOString();
  const everyMs = at === null ? EVERY_MS : null;
  const raised = useQuery<AlertPage>(from && paths.alerts({ ...question, state: 'all', from, to }), everyMs, active);
  const open = useQuery<AlertPage>(paths.alerts({ ...question, state: 'open', from: null, to: null }), everyMs, active);
  return useMemo(
    () => (
      fromMs === null || toMs === null ? [] : alertMarks([...(open.data?.data ?? []), ...(raised.data?.data ?? [])], windowMs, fromMs, toMs)
    ),
    [raised.data, open.data, windowMs, fromMs, toMs],
  );
}
