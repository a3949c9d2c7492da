import { ApiError } from '../api/ApiError';
import { getJson, type Answer } from '../api/client';
import { takeAhead } from './ahead';

const MAX_BACKOFF_MS = 30_000;
const MIN_GAP_MS = 1_000;
const FINAL_MS = 10_000;

export interface PollHandlers<T> {
  answered: (answer: Answer<T>) => void;
  failed: (error: ApiError) => void;
}

export interface Poll {
  /** Polls immediately because there is new data; at most once per second. */
  hurry: () => void;
  /** Stops polling; a pending response is dropped. */
  stop: () => void;
}

/**
 * Requests `path` immediately, and again `intervalMs` after each response (never, if null). After failures it waits longer each time, up to
 * 30 s, or as long as the server says.
 */
export function poll<T>(path: string, intervalMs: number | null, handlers: PollHandlers<T>): Poll {
  const abort = new AbortController();
  let timer: number | undefined;
  let failures = 0;
  let askedAt = 0;
  let asking = false;
  let hurried = false;

  const askIn = (ms: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), ms);
  };
  const askSoon = () => askIn(Math.max(0, askedAt + MIN_GAP_MS - Date.now()));

  const ask = async () => {
    let waitMs = intervalMs;
    askedAt = Date.now();
    asking = true;
    hurried = false;
    try {
      const answer = await (takeAhead<T>(path) ?? getJson<T>(path, abort.signal));
      if (abort.signal.aborted) return;
      failures = 0;
      handlers.answered(answer);
    } catch (cause) {
      if (abort.signal.aborted) return;
      const error = cause instanceof ApiError ? cause : ApiError.ofFailure(cause);
      failures += 1;
      waitMs = afterFailure(error, failures, intervalMs);
      handlers.failed(error);
    }
    asking = false;
    if (hurried && failures === 0) askSoon();
    else if (waitMs !== null) askIn(waitMs);
  };

  void ask();
  return {
    hurry: () => {
      hurried = true;
      if (!asking && failures === 0) askSoon();
    },
    stop: () => {
      abort.abort();
      window.clearTimeout(timer);
    },
  };
}

/** How long to wait, ms; null to stop: a request that would fail again is not repeated, except when polling. */
function afterFailure(error: ApiError, failures: number, intervalMs: number | null): number | null {
  if (error.isFinal) return intervalMs === null ? null : Math.max(intervalMs, FINAL_MS);
  return Math.min(Math.max((error.retryAfterSeconds ?? 0) * 1_000, 1_000 * 2 ** failures), MAX_BACKOFF_MS);
}
