import { useState } from 'react';
import { paths } from '../api/paths';
import type { AlertPage, PushedStats } from '../api/types';
import type { PageState } from '../state/urlState';
import type { Ask } from './question';
import { useFeed, type Feed } from './useFeed';

const EVERY_MS = 5_000;
const STEP = 50;
/** The longest range that the API accepts. */
const LONGEST_MS = 7 * 86_400_000;
/** The maximum page size of the API. */
const MOST = 500;

export interface AlertFeed extends Feed<AlertPage> {
  /** Loads more alerts; null if all are loaded, or the maximum is reached. */
  more: (() => void) | null;
}

/** Alerts that match the page's filters, newest first; while paused, those raised before that time. */
export function useAlerts(state: PageState, ask: Ask, active: boolean, pushed: PushedStats | null): AlertFeed {
  const [limit, setLimit] = useState(STEP);
  const region = state.filter?.kind === 'region' ? state.filter.value : null;
  const { severity, at } = state;
  const question = ask((asOf) => {
    const from = asOf === null ? null : new Date(Date.parse(asOf) - LONGEST_MS).toISOString();
    return paths.alerts({ state: state.alerts, severity, region, from, to: asOf, limit });
  });
  const feed = useFeed<AlertPage>(question, at === null ? EVERY_MS : null, active, null, at === null ? fingerprint(pushed) : 0);
  const more = feed.data?.next_cursor != null && limit < MOST ? () => setLimit(Math.min(limit * 2, MOST)) : null;
  return { ...feed, more };
}

/** A number that changes when the pushed alerts change. */
function fingerprint(pushed: PushedStats | null): number {
  const alerts = pushed?.alerts ?? null;
  if (alerts === null) return 0;
  return alerts.data.reduce(
    (sum, { id, updated_at }) => sum + id + Date.parse(updated_at ?? ''), alerts.open_count + alerts.unacknowledged_count,
  );
}
