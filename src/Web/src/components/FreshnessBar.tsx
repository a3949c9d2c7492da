import type { StreamState } from '../data/streamReducer';
import type { PipelineFeed } from '../data/usePipeline';
import { useNow } from '../data/useNow';
import { formatAge } from '../format/durations';
import { formatCount, NONE } from '../format/numbers';
import { formatDateTime, type Zone } from '../format/times';
import { clockOffset } from '../stats/clockOffset';
import { latestTime } from '../stats/latestTime';
import { trendOf } from '../stats/trend';
import { ConnectionWord } from './ConnectionWord';
import { Fact } from './Fact';
import { Sparkline } from './Sparkline';

interface FreshnessBarProps {
  stream: StreamState;
  pipeline: PipelineFeed;
  zone: Zone;
  visible: boolean;
}

/** How current the page is; keeps updating while the page is paused. */
export function FreshnessBar({ stream, pipeline, zone, visible }: FreshnessBarProps) {
  const now = useNow(visible);
  const { query, lagHistory } = pipeline;
  const pushed = (stream.pending ?? stream.shown)?.realtime ?? null;
  const offset = clockOffset([
    { serverMs: query.data === null ? null : Date.parse(query.data.as_of), receivedMs: query.receivedAt },
    { serverMs: query.serverTimeMs, receivedMs: query.receivedAt },
    { serverMs: pushed === null ? null : Date.parse(pushed.as_of), receivedMs: stream.lastUpdateAt },
  ]);
  const watermark = latestTime([pushed?.watermark ?? null, query.data?.watermark ?? null]);
  const updatedAt = Math.max(stream.lastUpdateAt ?? 0, query.receivedAt ?? 0);
  const lag = query.data?.totals.lag_records ?? null;
  const trend = trendOf(lagHistory, 5);
  return (
    <section aria-label="Freshness of the data">
      <dl className="freshness">
        <Fact label="Stream" hint="State of the connection that sends updates to this page">
          <ConnectionWord stream={stream} />
        </Fact>
        <Fact
          label="Watermark lag"
          hint={
            watermark === null
              ? 'No event has arrived yet'
              : `Event time up to which windows are closed: ${formatDateTime(watermark, zone)}. ` +
                'It is behind the latest event by the allowed out-of-orderness.'
          }
        >
          {watermark === null ? (query.data === null ? NONE : 'no event yet') : formatAge(now + offset - watermark)}
          {watermark !== null && lag === 0 && now + offset - watermark > 120_000 ? <span className="muted"> no newer events</span> : null}
        </Fact>
        <Fact label="Consumer lag" hint="Records in the log that are not in committed results yet">
          {query.data === null ? NONE : lag === null ? 'unknown' : `${formatCount(lag)} records`}
          <Sparkline values={lagHistory} />
          {trend === null ? null : <span className="muted"> {trend}</span>}
        </Fact>
        <Fact label="Last update" hint="Time since data last arrived">
          {updatedAt === 0 ? NONE : `${formatAge(now - updatedAt)} ago`}
          {query.error === null || stream.unavailable !== null ? null : (
            <span className="bad" title={query.error.message}>
              {' '}
              · {query.error.title}
            </span>
          )}
        </Fact>
      </dl>
    </section>
  );
}
