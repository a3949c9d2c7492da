import { useMemo } from 'react';
import { paths } from '../api/paths';
import type { Alerts, Devices, Realtime, Regions, TimeSeries, Trending } from '../api/types';
import { spanOf, type PageState } from '../state/urlState';
import { coverage, type Coverage } from '../stats/coverage';
import { inferWindowMs } from '../stats/series';
import type { StreamState } from './streamReducer';
import { useFeed, type Feed } from './useFeed';
import { useQuery, type Query } from './useQuery';

/** The stream's figures are those of the routes' defaults. */
const PUSHED_RANGE = 5;
const PUSHED_TOP = 5;
const LIVE_MS = 2_000;
const SLOW_MS = 5_000;
const PREVIOUS_MS = 30_000;

export interface Previous {
  realtime: Realtime | null;
  trending: Trending | null;
  regions: Regions | null;
  devices: Devices | null;
}

export interface Dashboard {
  realtime: Feed<Realtime>;
  trending: Feed<Trending>;
  regions: Feed<Regions>;
  devices: Feed<Devices>;
  series: Feed<TimeSeries>;
  alerts: Feed<Alerts>;
  previous: Previous;
  windowMs: number;
  /** The range that the cards are about; null before its first answer. */
  coverage: Coverage | null;
  /** The same for the period before. */
  previousCoverage: Coverage | null;
}

/** All figures of the first screen: pushed where the stream has them, asked for where it does not, and those of the period before. */
export function useDashboard(state: PageState, stream: StreamState, active: boolean): Dashboard {
  const { range, top, at } = state;
  const live = at === null;
  const pushed = live && range === PUSHED_RANGE && stream.connection === 'open' && stream.unavailable === null ? stream.shown : null;
  const everyMs = (ms: number) => (live ? ms : null);
  const pushedTrending = top === PUSHED_TOP ? (pushed?.trending ?? null) : null;

  const realtime = useFeed<Realtime>(paths.realtime(range, true, at), everyMs(LIVE_MS), active, pushed?.realtime ?? null);
  const trending = useFeed<Trending>(paths.trending(range, top, true, at), everyMs(LIVE_MS), active, pushedTrending);
  const regions = useFeed<Regions>(paths.regions(range, true, at), everyMs(LIVE_MS), active, pushed?.regions ?? null);
  const devices = useFeed<Devices>(paths.devices(range, true, at), everyMs(SLOW_MS), active, null);
  const series = useFeed<TimeSeries>(paths.timeSeries(spanOf(state), at), everyMs(LIVE_MS), active, null);
  const alerts = useFeed<Alerts>(paths.alerts(state.severity, at), everyMs(SLOW_MS), active, null);

  const seriesData = series.data;
  const windowMs = useMemo(() => inferWindowMs((seriesData?.data ?? []).map((item) => Date.parse(item.window_start))), [seriesData]);
  const covered = realtime.data === null || realtime.stale ? null : coverageOf(realtime.data, range, windowMs, realtime.serverTimeMs);
  const previousAsOf = covered === null ? null : new Date(covered.fromMs).toISOString();
  const previous = usePrevious(range, previousAsOf, active && live, active);

  return {
    realtime, trending, regions, devices, series, alerts, windowMs,
    coverage: covered,
    previous,
    previousCoverage: previous.realtime === null ? null : coverageOf(previous.realtime, range, windowMs, null),
  };
}

/** The period before ends where the range's first window starts; its answers change only by late events. */
function usePrevious(range: number, asOf: string | null, repeat: boolean, active: boolean): Previous {
  const everyMs = repeat ? PREVIOUS_MS : null;
  const ask = active && asOf !== null;
  const realtime = useQuery<Realtime>(asOf && paths.realtime(range, true, asOf), everyMs, ask);
  const trending = useQuery<Trending>(asOf && paths.trending(range, 20, true, asOf), everyMs, ask);
  const regions = useQuery<Regions>(asOf && paths.regions(range, true, asOf), everyMs, ask);
  const devices = useQuery<Devices>(asOf && paths.devices(range, true, asOf), everyMs, ask);
  return { realtime: ofRange(realtime, range), trending: ofRange(trending, range), regions: ofRange(regions, range), devices: ofRange(devices, range) };
}

/** The answer when it is about a range of this length: while the next minute's is on its way, the one before does. */
function ofRange<T>(query: Query<T>, range: number): T | null {
  return query.path?.includes(`?minutes=${range}&`) === true ? query.data : null;
}

function coverageOf(answer: Realtime, range: number, windowMs: number, serverTimeMs: number | null): Coverage {
  return coverage(Date.parse(answer.as_of), range, windowMs, answer.complete, serverTimeMs);
}
