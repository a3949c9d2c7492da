import { useEffect, useRef } from 'react';
import type { ApiError } from '../api/ApiError';
import type { Fresh } from '../api/types';
import { newest, type Answered } from './newest';
import { useQuery } from './useQuery';

/** What a panel shows: an answer, wherever it came from, and how things stand with the next one. */
export interface Feed<T> {
  data: T | null;
  error: ApiError | null;
  /** `data` answers another question than the page asks now, such as that of the range before. */
  stale: boolean;
  /** Server's clock at the answer, epoch ms; null when it was pushed. */
  serverTimeMs: number | null;
  retry: () => void;
}

/** The pushed figures when there are some, else those that `path` answers; whichever is newer while neither comes. */
export function useFeed<T extends Fresh>(path: string, intervalMs: number | null, active: boolean, pushed: T | null, nudge = 0): Feed<T> {
  const query = useQuery<T>(path, intervalMs, active && pushed === null, nudge);
  const lastPushed = useRef<Answered<T> | null>(null);
  useEffect(() => {
    if (pushed !== null) lastPushed.current = { path, data: pushed };
  }, [path, pushed]);

  if (pushed !== null) return { data: pushed, error: null, stale: false, serverTimeMs: null, retry: query.retry };
  const asked = query.data === null || query.path === null ? null : { path: query.path, data: query.data };
  const shown = newest(path, asked, lastPushed.current);
  return {
    data: shown?.data ?? null,
    error: query.error,
    stale: shown !== null && shown.path !== path,
    serverTimeMs: shown === asked ? query.serverTimeMs : null,
    retry: query.retry,
  };
}
