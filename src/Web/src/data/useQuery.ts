import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiError } from '../api/ApiError';
import { poll, type Poll } from './poll';

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
 * Asks for `path`, and again `intervalMs` after each answer (never, when null), as `poll` does. While not `active` nothing is asked, and
 * what is known stays.
 * @param nudge A change of it says that there is something new: asks without waiting for the interval, at most once a second.
 * @param held Another address whose answer will do where there is one: that of the same question before the page was paused.
 */
export function useQuery<T>(path: string | null, intervalMs: number | null, active: boolean, nudge = 0, held: string | null = null): Query<T> {
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
