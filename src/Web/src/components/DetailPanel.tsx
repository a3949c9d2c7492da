import type { Detail } from '../api/types';
import type { Feed } from '../data/useFeed';
import { formatDownloadTime, formatMinutes } from '../format/durations';
import { formatCount, formatGigabytes, formatRate, formatSpeed } from '../format/numbers';
import { formatClock } from '../format/times';
import { spanOf, type Filter, type PageState } from '../state/urlState';
import { errorsOf, newestWindow, systemsOf } from '../stats/detail';
import { CsvButton } from './CsvButton';
import { DetailBreakdown } from './DetailBreakdown';
import { Figure } from './Figure';
import { Nothing } from './Nothing';
import { Panel } from './Panel';

interface DetailPanelProps {
  feed: Feed<Detail>;
  filter: Filter;
  state: PageState;
}

const HEADER = [
  'window_start',
  'window_end',
  'open',
  'os_version',
  'total_downloads',
  'successful_downloads',
  'failed_downloads',
  'cancelled_downloads',
  'success_rate',
  'total_size_gb',
  'unique_users',
  'avg_speed',
  'speed_p50_mbps',
  'speed_p95_mbps',
  'speed_p99_mbps',
  'duration_p50_seconds',
  'duration_p95_seconds',
  'duration_p99_seconds',
] as const;

/** Details of the content, region or device that the page is filtered by. */
export function DetailPanel({ feed, filter, state }: DetailPanelProps) {
  const rows = feed.data?.data;
  const name = feed.data?.title || filter.value;
  return (
    <Panel
      title={`${filter.kind === 'content' ? 'Content' : filter.kind === 'region' ? 'Region' : 'Device'}: ${name}`}
      lines={3}
      feed={feed}
      className="area-detail"
      note={`last ${formatMinutes(spanOf(state))}${feed.data?.next_cursor == null ? '' : ', truncated: too many windows for one response'}`}
      actions={
        <CsvButton
          name={filter.kind}
          of={`windows of ${name}`}
          header={HEADER}
          rows={rows === undefined ? null : () => rows.map((row) => HEADER.map((field) => row[field] ?? null))}
        />
      }
    >
      {(data) =>
        data.data.length === 0 ? (
          <Nothing>No downloads in the last {formatMinutes(spanOf(state))}.</Nothing>
        ) : (
          <div className="panel-body detail">
            <Totals data={data} />
            <Newest data={data} state={state} />
            {filter.kind === 'region' ? (
              <DetailBreakdown
                title="Errors"
                of="errors"
                rows={errorsOf(data.data).map(({ code, count }) => ({ name: code, value: count, text: formatCount(count) }))}
              />
            ) : null}
            {filter.kind === 'device' ? (
              <DetailBreakdown
                title="Operating systems"
                of="operating systems"
                rows={systemsOf(data.data).map((s) => ({
                  name: s.osVersion || 'unknown',
                  value: s.downloads,
                  text: `${formatCount(s.downloads)}, ${formatRate(s.successRate)} succeeded`,
                }))}
              />
            ) : null}
          </div>
        )
      }
    </Panel>
  );
}

function Totals({ data: { totals } }: { data: Detail }) {
  return (
    <dl className="figures">
      <Figure label="Downloads">{formatCount(totals.total_downloads)}</Figure>
      <Figure label="Succeeded">
        {formatCount(totals.successful_downloads)} <span className="muted">{formatRate(totals.success_rate)}</span>
      </Figure>
      <Figure label="Failed" hint="All downloads that did not succeed, including cancelled ones">
        {formatCount(totals.failed_downloads)}
      </Figure>
      <Figure label="of them cancelled">{formatCount(totals.cancelled_downloads)}</Figure>
      <Figure label="Data">{formatGigabytes(totals.total_size_gb)} GB</Figure>
      {totals.avg_speed == null ? null : <Figure label="Mean speed">{formatSpeed(totals.avg_speed)}</Figure>}
    </dl>
  );
}

/** Percentiles and unique users of one window; they cannot be added up over several. */
function Newest({ data, state }: { data: Detail; state: PageState }) {
  const newest = newestWindow(data.data);
  if (newest?.speed_p50_mbps === undefined) return null;
  return (
    <section aria-label="Newest window">
      <h3>
        Window of {formatClock(newest.window_start, state.zone)}
        {newest.open ? ', still open' : ''}
      </h3>
      <dl className="figures">
        <Figure label="Speed p50 · p95 · p99">
          {formatSpeed(newest.speed_p50_mbps)} · {formatSpeed(newest.speed_p95_mbps ?? null)} ·{' '}
          {formatSpeed(newest.speed_p99_mbps ?? null)}
        </Figure>
        <Figure label="Duration p50 · p95 · p99">
          {formatDownloadTime(newest.duration_p50_seconds ?? null)} · {formatDownloadTime(newest.duration_p95_seconds ?? null)} ·{' '}
          {formatDownloadTime(newest.duration_p99_seconds ?? null)}
        </Figure>
        {newest.unique_users == null ? null : (
          <Figure label="Unique users" hint="An estimate; docs/ARCHITECTURE.md says how good">
            {formatCount(newest.unique_users)}
          </Figure>
        )}
      </dl>
    </section>
  );
}
