import { useMemo } from 'react';
import { paths } from '../api/paths';
import type { Detail, Devices, Realtime, RegionRows, Regions, Summary, TimeSeries, Trending } from '../api/types';
import { spanOf, type PageState } from '../state/urlState';
import type { AlertMark } from '../stats/alertMarks';
import { coverage, type Coverage } from '../stats/coverage';
import { seriesOf } from '../stats/detail';
import { regionTrends, type RegionTrend } from '../stats/regionTrends';
import { inferWindowMs } from '../stats/series';
import { questionsAt, type Ask } from './question';
import type { StreamState } from './streamReducer';
import { useAlertMarks } from './useAlertMarks';
import { useAlerts, type AlertFeed } from './useAlerts';
import { useFeed, type Feed } from './useFeed';
import { useQuery, type Query } from './useQuery';
import { useSummary } from './useSummary';

/** The stream uses the routes' default parameters. */
const PUSHED_RANGE = 5;
const PUSHED_TOP = 5;
const LIVE_MS = 2_000;
const SLOW_MS = 5_000;
const PREVIOUS_MS = 30_000;
/** Length of the trends in the table of regions, in minutes. */
export const TREND_MINUTES = 15;

export interface Dashboard {
  realtime: Feed<Realtime>;
  summary: Feed<Summary>;
  trending: Feed<Trending>;
  regions: Feed<Regions>;
  devices: Feed<Devices>;
  /** Of everything, or of the page's filter. */
  series: Feed<TimeSeries>;
  /** Details of the page's filter over the length of the time series; null without a filter. */
  detail: Feed<Detail> | null;
  alerts: AlertFeed;
  marks: readonly AlertMark[];
  trends: ReadonlyMap<string, RegionTrend>;
  /** The previous period; null before the first response. */
  previous: { trending: Trending | null; regions: Regions | null };
  windowMs: number;
  /** The range of the cards; null before the first response. */
  coverage: Coverage | null;
}

/** All data of the first screen: from the stream if it has them, otherwise requested, plus the previous period. */
export function useDashboard(state: PageState, stream: StreamState, active: boolean, pausedAt: string | null): Dashboard {
  const { range, top, at, filter } = state;
  const live = at === null;
  const ask = questionsAt(at, pausedAt);
  const nudge = live ? stream.updates : 0;
  const pushed = live && range === PUSHED_RANGE && stream.connection === 'open' && stream.unavailable === null ? stream.shown : null;
  const everyMs = (ms: number) => (live ? ms : null);
  const pushedTrending = top === PUSHED_TOP ? (pushed?.trending ?? null) : null;

  const realtime = useFeed<Realtime>(
    ask((asOf) => paths.realtime(range, true, asOf)), everyMs(LIVE_MS), active, pushed?.realtime ?? null, nudge,
  );
  const trending = useFeed<Trending>(
    ask((asOf) => paths.trending(range, top, true, asOf)), everyMs(LIVE_MS), active, pushedTrending, nudge,
  );
  const regions = useFeed<Regions>(
    ask((asOf) => paths.regions(range, true, asOf)), everyMs(LIVE_MS), active, pushed?.regions ?? null, nudge,
  );
  const devices = useFeed<Devices>(ask((asOf) => paths.devices(range, true, asOf)), everyMs(SLOW_MS), active, null);
  const { series, detail } = useSeries(state, ask, everyMs(LIVE_MS), active);
  const { path, held } = ask((asOf) => paths.regionRows(TREND_MINUTES, asOf));
  const trends = useQuery<RegionRows>(path, everyMs(PREVIOUS_MS), active, 0, held);

  const seriesData = series.data;
  const windowMs = useMemo(() => inferWindowMs((seriesData?.data ?? []).map((item) => Date.parse(item.window_start))), [seriesData]);
  const marks = useAlertMarks(seriesData, windowMs, filter?.kind === 'region' ? filter.value : null, at, active);
  const covered = realtime.data === null || realtime.stale ? null : coverage(
    Date.parse(realtime.data.as_of), range, windowMs, realtime.data.complete, realtime.serverTimeMs,
  );
  const previousCovered = covered === null ? null : coverage(covered.fromMs, range, windowMs, true, null);

  return {
    realtime, trending, regions, devices, series, detail, windowMs, marks,
    summary: useSummary(state, ask, covered, previousCovered, active, nudge),
    alerts: useAlerts(state, ask, active, stream.shown),
    trends: useMemo(() => regionTrends(trends.data), [trends.data]),
    previous: usePrevious(range, covered === null ? null : new Date(covered.fromMs).toISOString(), active && live, active),
    coverage: covered,
  };
}

/** The time series, and the response it was computed from if the page is filtered. */
function useSeries(state: PageState, ask: Ask, everyMs: number | null, active: boolean): Pick<Dashboard, 'series' | 'detail'> {
  const { filter } = state;
  const span = spanOf(state);
  const all = useFeed<TimeSeries>(ask((asOf) => paths.timeSeries(span, asOf)), everyMs, active && filter === null, null);
  const one = filter === null ? null : ask((asOf) => paths.detail(filter, span, asOf));
  const asked = useQuery<Detail>(one?.path ?? null, everyMs, active, 0, one?.held ?? null);
  const data = filter !== null && asked.path?.startsWith(paths.detailOf(filter)) === true ? asked.data : null;
  const ofOne = useMemo(() => data && seriesOf(data), [data]);
  return filter === null ? { series: all, detail: null } : { series: { ...asked, data: ofOne }, detail: { ...asked, data } };
}

/** The previous period ends where the range's first window starts; only late events can change it. */
function usePrevious(range: number, asOf: string | null, repeat: boolean, active: boolean): Dashboard['previous'] {
  const everyMs = repeat ? PREVIOUS_MS : null;
  const ask = active && asOf !== null;
  const trending = useQuery<Trending>(asOf && paths.trending(range, 20, true, asOf), everyMs, ask);
  const regions = useQuery<Regions>(asOf && paths.regions(range, true, asOf), everyMs, ask);
  return { trending: ofRange(trending, range), regions: ofRange(regions, range) };
}

/** The response if its range has this length; the previous minute's response is used while the next one loads. */
function ofRange<T>(query: Query<T>, range: number): T | null {
  return query.path?.includes(`?minutes=${range}&`) === true ? query.data : null;
}
