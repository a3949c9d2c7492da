import type { ApiError } from '../api/ApiError';

interface ErrorNoticeProps {
  error: ApiError;
  retry: () => void;
}

/** Shows an error, what to do, and the trace id to find it in the server's log. */
export function ErrorNotice({ error, retry }: ErrorNoticeProps) {
  return (
    <div className="notice notice-error" role="alert">
      <p><strong><span aria-hidden="true">✕ </span>{error.title}</strong> {error.message}</p>
      {error.traceId === null ? null : <p className="muted">Trace id <code>{error.traceId}</code></p>}
      <button type="button" className="button" onClick={retry}>Retry now</button>
    </div>
  );
}
