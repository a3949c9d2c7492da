import { useState, type ReactNode } from 'react';
import type { Pipeline } from '../api/types';
import { formatAge, formatMinutes } from '../format/durations';
import { formatCount } from '../format/numbers';
import { formatDateTime } from '../format/times';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { randomEventId, sampleCommand } from '../stats/sampleCommand';

interface EmptyStateProps {
  state: PageState;
  update: UpdateState;
  pipeline: Pipeline | null;
  /** Event-time watermark in epoch ms; null before the first event. */
  watermark: number | null;
  asOfMs: number;
}

/** Explains why there is no data, and what to do next. */
export function EmptyState({ state, update, pipeline, watermark, asOfMs }: EmptyStateProps) {
  const [eventId] = useState(randomEventId);
  const waiting = pipeline?.totals.lag_records ?? 0;
  if (waiting > 0 && watermark === null)
    return (
      <Frame title="The first events are being processed">
        {formatCount(waiting)} records in the log are not counted yet. This page updates automatically.
      </Frame>
    );
  if (watermark === null)
    return (
      <Frame title="No events yet">
        Send an event; it appears here within a second or two:
        <pre tabIndex={0}>{sampleCommand(new URL('.', document.baseURI).href, eventId)}</pre>
      </Frame>
    );
  return (
    <Frame title={`No downloads in these ${formatMinutes(state.range)}`}>
      {watermark >= asOfMs
        ? `The range ends at ${formatDateTime(asOfMs, state.zone)}; there are events until ${formatDateTime(watermark, state.zone)}.`
        : `The watermark is at ${formatDateTime(watermark, state.zone)}, ${formatAge(asOfMs - watermark)} before the end of this range. ` +
          waitingText(waiting)}
      <span className="empty-actions">
        {watermark >= asOfMs ? (
          <button type="button" className="button button-strong" onClick={() => update({ at: null })}>
            Go live
          </button>
        ) : (
          <button type="button" className="button button-strong" onClick={() => update({ at: new Date(watermark + 1_000).toISOString() })}>
            Go to that time
          </button>
        )}
        {state.range === 60 ? null : (
          <button type="button" className="button" onClick={() => update({ range: 60 })}>
            Show 60 min
          </button>
        )}
      </span>
    </Frame>
  );
}

function waitingText(waiting: number): string {
  return waiting > 0 ? `${formatCount(waiting)} records are waiting to be counted.` : 'No newer events have been sent.';
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="empty">
      <h2>{title}</h2>
      <div>{children}</div>
    </section>
  );
}
