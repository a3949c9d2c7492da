import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiError } from '../api/ApiError';
import { poll, type Poll } from './poll';

export interface Query<T> {
  /** The last response, also while a newer one loads or fails; null before the first. */
  data: T | null;
  /** The URL of `data`; differs from the requested URL while the new response loads. */
  path: string | null;
  /** Why the last attempt failed; null if it succeeded. */
  error: ApiError | null;
  /** Whether `data` belongs to another URL than the requested one. */
  stale: boolean;
  /** Server's clock at that response, epoch ms. */
  serverTimeMs: number | null;
  /** This machine's clock at that response, epoch ms. */
  receivedAt: number | null;
  /** Requests again immediately. */
  retry: () => void;
}

interface Known<T> {
  data: T;
  path: string;
  serverTimeMs: number | null;
  receivedAt: number;
}

/**
 * Requests `path`, and again `intervalMs` after each response (never, if null), as `poll` does. While not `active` nothing is requested,
 * and the last data stays.
 * @param nudge When it changes, requests without waiting for the interval, at most once per second.
 * @param held Another URL whose response may be used: that of the same request before the page was paused.
 */
export function useQuery<T>(
  path: string | null, intervalMs: number | null, active: boolean, nudge = 0, held: string | null = null,
): Query<T> {
  const [known, setKnown] = useState<Known<T> | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  const answered = useRef<{ path: string; attempt: number } | null>(null);
  const running = useRef<Poll | null>(null);

  useEffect(() => {
    if (path === null || !active) return;
    const last = answered.current;
    if (intervalMs === null && last?.attempt === attempt && (last.path === path || last.path === held)) return;
    const started = poll<T>(path, intervalMs, {
      answered: (answer) => {
        answered.current = { path, attempt };
        setKnown({ data: answer.body, path, serverTimeMs: answer.serverTimeMs, receivedAt: Date.now() });
        setError(null);
      },
      failed: setError,
    });
    running.current = started;
    return () => {
      running.current = null;
      started.stop();
    };
  }, [path, held, intervalMs, active, attempt]);

  const nudged = useRef(nudge);
  useEffect(() => {
    if (nudged.current === nudge) return;
    nudged.current = nudge;
    running.current?.hurry();
  }, [nudge]);

  return {
    data: known?.data ?? null,
    path: known?.path ?? null,
    error,
    stale: known !== null && path !== null && known.path !== path && known.path !== held,
    serverTimeMs: known?.serverTimeMs ?? null,
    receivedAt: known?.receivedAt ?? null,
    retry,
  };
}
