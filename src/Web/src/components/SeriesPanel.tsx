import { lazy, Suspense, useMemo } from 'react';
import type { TimeSeries } from '../api/types';
import { untilLoaded } from '../data/untilLoaded';
import type { Feed } from '../data/useFeed';
import { formatMinutes, formatWindow } from '../format/durations';
import { formatCount } from '../format/numbers';
import { SPANS, spanOf, type PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { type AlertMark, marksAt } from '../stats/alertMarks';
import type { Coverage } from '../stats/coverage';
import { fillGaps } from '../stats/series';
import { CsvButton } from './CsvButton';
import { Nothing } from './Nothing';
import { Panel } from './Panel';
import { Segmented } from './Segmented';
import { Skeleton } from './Skeleton';
import { SeriesTable } from './SeriesTable';
import { TableToggle } from './TableToggle';

/** Loaded later, because the charting library is most of the page's size. */
const SeriesChart = lazy(() => untilLoaded(() => import('./SeriesChart')).then((module) => ({ default: module.SeriesChart })));

interface SeriesPanelProps {
  feed: Feed<TimeSeries>;
  windowMs: number;
  coverage: Coverage | null;
  marks: readonly AlertMark[];
  state: PageState;
  update: UpdateState;
  theme: string;
}

export function SeriesPanel({ feed, windowMs, coverage, marks, state, update, theme }: SeriesPanelProps) {
  const points = useMemo(
    () =>
      feed.data === null ? [] : fillGaps(feed.data.data, windowMs, feed.data.watermark === null ? null : Date.parse(feed.data.watermark)),
    [feed.data, windowMs],
  );
  const total = points.reduce((sum, point) => sum + (point.downloads ?? 0), 0);
  const span = spanOf(state);
  const size = formatWindow(windowMs);
  return (
    <Panel
      title="Downloads and success rate"
      lines={8}
      feed={feed}
      className="area-series"
      note={
        `${state.at === null ? 'last ' : ''}${formatMinutes(span)}, per window of ${size}` +
        (state.filter === null ? '' : `, only ${state.filter.kind} ${state.filter.value}`)
      }
      actions={
        <>
          <Segmented
            label="Length of the time series"
            options={SPANS}
            value={span}
            text={formatMinutes}
            choose={(span) => update({ span })}
          />
          <TableToggle panel="series" of="the time series" tables={state.tables} setTables={(tables) => update({ tables })} />
          <CsvButton
            name="series"
            of="the time series"
            header={['window_start', 'downloads', 'success_rate', 'open', 'alerts']}
            rows={
              feed.data === null
                ? null
                : () =>
                    points.map((p) => [
                      new Date(p.startMs).toISOString(),
                      p.downloads,
                      p.rate,
                      p.open,
                      marksAt(marks, p.startMs)
                        .map((mark) => mark.text)
                        .join('; '),
                    ])
            }
          />
        </>
      }
    >
      {(data) =>
        data.data.length === 0 ? (
          <Nothing>No downloads in this range of {formatMinutes(span)}.</Nothing>
        ) : state.tables.includes('series') ? (
          <SeriesTable points={points} marks={marks} zone={state.zone} />
        ) : (
          <>
            <Suspense
              fallback={
                <div className="chart">
                  <Skeleton lines={8} />
                </div>
              }
            >
              <SeriesChart
                points={points}
                fromMs={Date.parse(data.start_time)}
                toMs={Date.parse(data.end_time)}
                windowMs={windowMs}
                range={coverage}
                marks={marks}
                zone={state.zone}
                theme={theme}
                label={
                  `Downloads and success rate of the last ${formatMinutes(span)}: ${formatCount(total)} downloads in ` +
                  `${data.count} windows, ${marks.length === 0 ? 'no alerts' : `alerts: ${marks.map((mark) => mark.text).join('; ')}`}. ` +
                  'Use the Table button to see every window.'
                }
              />
            </Suspense>
            <p className="legend muted">
              <span>
                <span className="key key-line" /> downloads
              </span>
              <span>
                <span className="key key-rate" /> success rate
              </span>
              <span>
                <span className="key key-dash" /> open window, still counting
              </span>
              {marks.length === 0 ? null : (
                <span>
                  <span className="key key-alert" /> ■ ▲ ● alert ({marks.length})
                </span>
              )}
              <span className="legend-end">
                <span className="key key-band" /> range of the cards · a gap is a window without downloads
              </span>
            </p>
          </>
        )
      }
    </Panel>
  );
}
