import { useEffect, useState } from 'react';
import { paths } from '../api/paths';
import type { Pipeline } from '../api/types';
import { useQuery, type Query } from './useQuery';

const EVERY_MS = 2_000;
const KEPT = 60;

export interface PipelineFeed {
  query: Query<Pipeline>;
  /** Lag in records, oldest first, one per response of the last two minutes. */
  lagHistory: readonly number[];
}

/** State of the pipeline, also while the page is paused: a pause must neither look like an outage nor hide one. */
export function usePipeline(active: boolean): PipelineFeed {
  const query = useQuery<Pipeline>(paths.pipeline, EVERY_MS, active);
  const [lagHistory, setLagHistory] = useState<readonly number[]>([]);
  const { data } = query;

  useEffect(() => {
    const lag = data?.totals.lag_records ?? null;
    if (lag !== null) setLagHistory((known) => [...known, lag].slice(-KEPT));
  }, [data]);

  return { query, lagHistory };
}
