import { useEffect, useRef } from 'react';
import type { ApiError } from '../api/ApiError';
import type { Fresh } from '../api/types';
import { newest, type Answered } from './newest';
import type { Question } from './question';
import { useQuery } from './useQuery';

/** Data of a panel: a response from any source, and the state of the next one. */
export interface Feed<T> {
  data: T | null;
  error: ApiError | null;
  /** Whether `data` belongs to another request than the current one, such as the previous range. */
  stale: boolean;
  /** Server's clock at the response, epoch ms; null if it was pushed. */
  serverTimeMs: number | null;
  retry: () => void;
}

/** The pushed data if there is any, otherwise the requested data; the newer of the two if neither is current. */
export function useFeed<T extends Fresh>(
  { path, held }: Question, intervalMs: number | null, active: boolean, pushed: T | null, nudge = 0,
): Feed<T> {
  const lastPushed = useRef<Answered<T> | null>(null);
  const last = lastPushed.current;
  const isKept = held !== null && last?.path === held;
  const query = useQuery<T>(path, intervalMs, active && pushed === null && !isKept, nudge, held);
  useEffect(() => {
    if (pushed !== null) lastPushed.current = { path, data: pushed };
  }, [path, pushed]);

  if (pushed !== null) return { data: pushed, error: null, stale: false, serverTimeMs: null, retry: query.retry };
  const own = (address: string) => (address === held ? path : address);
  const asked = query.data === null || query.path === null ? null : { path: own(query.path), data: query.data };
  const shown = newest(path, asked, last === null ? null : { path: own(last.path), data: last.data });
  return {
    data: shown?.data ?? null,
    error: query.error,
    stale: shown !== null && shown.path !== path,
    serverTimeMs: shown === asked ? query.serverTimeMs : null,
    retry: query.retry,
  };
}
