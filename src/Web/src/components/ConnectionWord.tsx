import type { StreamState } from '../data/streamReducer';

/** State of the stream as words, each with its own shape. */
export function ConnectionWord({ stream }: { stream: StreamState }) {
  if (stream.connection === 'open' && stream.unavailable !== null)
    return (
      <span className="status status-critical" title={stream.unavailable.detail}>
        <span aria-hidden="true">■</span> no data: {stream.unavailable.title}
      </span>
    );
  switch (stream.connection) {
    case 'open':
      return (
        <span className="status status-healthy">
          <span aria-hidden="true">●</span> connected
        </span>
      );
    case 'connecting':
      return (
        <span className="status muted">
          <span aria-hidden="true">○</span> connecting
        </span>
      );
    case 'reconnecting':
      return (
        <span className="status status-critical">
          <span aria-hidden="true">■</span> reconnecting
        </span>
      );
    case 'off':
      return (
        <span className="status muted">
          <span aria-hidden="true">○</span> no updates: tab hidden
        </span>
      );
  }
}
