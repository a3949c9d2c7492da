import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/ApiError';
import { getJson } from '../api/client';

const MAX_BACKOFF_MS = 30_000;

export interface Query<T> {
  /** The last answer, also while a newer one is on its way or fails; null before the first. */
  data: T | null;
  /** The address that `data` answers; differs from the one asked for while a new one is on its way. */
  path: string | null;
  /** Why the last attempt failed; null when it did not. */
  error: ApiError | null;
  /** `data` answers another address than the one asked for now. */
  stale: boolean;
  /** Server's clock at that answer, epoch ms. */
  serverTimeMs: number | null;
  /** This machine's clock at that answer, epoch ms. */
  receivedAt: number | null;
  /** Asks again at once. */
  retry: () => void;
}

interface Known<T> {
  data: T;
  path: string;
  serverTimeMs: number | null;
  receivedAt: number;
}

/**
 * Asks for `path`, and again `intervalMs` after each answer (never, when null). Failures wait longer each time, up to 30 s, or as long as
 * the server says. While not `active` nothing is asked, and what is known stays.
 */
export function useQuery<T>(path: string | null, intervalMs: number | null, active: boolean): Query<T> {
  const [known, setKnown] = useState<Known<T> | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  const answeredPath = useRef<string | null>(null);

  useEffect(() => {
    if (path === null || !active) return;
    if (intervalMs === null && answeredPath.current === path) return;
    const abort = new AbortController();
    let timer: number | undefined;
    let failures = 0;

    const ask = async () => {
      let waitMs = intervalMs;
      try {
        const answer = await getJson<T>(path, abort.signal);
        if (abort.signal.aborted) return;
        failures = 0;
        answeredPath.current = path;
        setKnown({ data: answer.body, path, serverTimeMs: answer.serverTimeMs, receivedAt: Date.now() });
        setError(null);
      } catch (cause) {
        if (abort.signal.aborted) return;
        const problem = cause instanceof ApiError ? cause : ApiError.ofFailure(cause);
        setError(problem);
        failures += 1;
        waitMs = Math.min(Math.max((problem.retryAfterSeconds ?? 0) * 1_000, 1_000 * 2 ** failures), MAX_BACKOFF_MS);
      }
      if (waitMs !== null) timer = window.setTimeout(() => void ask(), waitMs);
    };

    void ask();
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [path, intervalMs, active, attempt]);

  return {
    data: known?.data ?? null,
    path: known?.path ?? null,
    error,
    stale: known !== null && path !== null && known.path !== path,
    serverTimeMs: known?.serverTimeMs ?? null,
    receivedAt: known?.receivedAt ?? null,
    retry,
  };
}
