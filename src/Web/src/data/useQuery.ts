import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/ApiError';
import { getJson } from '../api/client';

const MAX_BACKOFF_MS = 30_000;
const MIN_GAP_MS = 1_000;
const FINAL_MS = 10_000;

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
 * @param nudge A change of it says that there is something new: asks without waiting for the interval, at most once a second.
 */
export function useQuery<T>(path: string | null, intervalMs: number | null, active: boolean, nudge = 0): Query<T> {
  const [known, setKnown] = useState<Known<T> | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  const answered = useRef<{ path: string; attempt: number } | null>(null);
  const hurry = useRef<() => void>(() => undefined);

  useEffect(() => {
    if (path === null || !active) return;
    if (intervalMs === null && answered.current?.path === path && answered.current.attempt === attempt) return;
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
        const answer = await getJson<T>(path, abort.signal);
        if (abort.signal.aborted) return;
        failures = 0;
        answered.current = { path, attempt };
        setKnown({ data: answer.body, path, serverTimeMs: answer.serverTimeMs, receivedAt: Date.now() });
        setError(null);
      } catch (cause) {
        if (abort.signal.aborted) return;
        const problem = cause instanceof ApiError ? cause : ApiError.ofFailure(cause);
        setError(problem);
        failures += 1;
        waitMs = afterFailure(problem, failures, intervalMs);
      }
      asking = false;
      if (hurried && failures === 0) askSoon();
      else if (waitMs !== null) askIn(waitMs);
    };

    hurry.current = () => {
      hurried = true;
      if (!asking && failures === 0) askSoon();
    };
    void ask();
    return () => {
      hurry.current = () => undefined;
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [path, intervalMs, active, attempt]);

  const nudged = useRef(nudge);
  useEffect(() => {
    if (nudged.current === nudge) return;
    nudged.current = nudge;
    hurry.current();
  }, [nudge]);

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

/** How long to wait, ms; null for good: what is not there or not allowed once is not asked for again unasked, unless the question repeats. */
function afterFailure(problem: ApiError, failures: number, intervalMs: number | null): number | null {
  if (problem.isFinal) return intervalMs === null ? null : Math.max(intervalMs, FINAL_MS);
  return Math.min(Math.max((problem.retryAfterSeconds ?? 0) * 1_000, 1_000 * 2 ** failures), MAX_BACKOFF_MS);
}
