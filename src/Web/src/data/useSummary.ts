import { useMemo } from 'react';
import { paths } from '../api/paths';
import type { Detail, Summary } from '../api/types';
import type { PageState } from '../state/urlState';
import type { Coverage } from '../stats/coverage';
import { summaryOfDevice } from '../stats/detail';
import type { Ask } from './question';
import { useFeed, type Feed } from './useFeed';
import { useQuery } from './useQuery';

const EVERY_MS = 5_000;
const PREVIOUS_MS = 30_000;

/**
 * The cards: of everything, or of the page's filter. The API has no summary for a device, so it is computed from the device's windows.
 * @param nudge Changes when the data has changed.
 */
export function useSummary(
  state: PageState, ask: Ask, covered: Coverage | null, previousCovered: Coverage | null, active: boolean, nudge: number,
): Feed<Summary> {
  const { filter, range, at } = state;
  const device = filter?.kind === 'device' ? filter : null;
  const everyMs = at === null ? EVERY_MS : null;
  const summary = useFeed<Summary>(ask((asOf) => paths.summary(range, filter, asOf)), everyMs, active && device === null, null, nudge);
  const one = device && ask((asOf) => paths.detail(device, range, asOf));
  const current = useQuery<Detail>(one?.path ?? null, everyMs, active, nudge, one?.held ?? null);
  const previousAsOf = covered === null ? null : new Date(covered.fromMs).toISOString();
  const previous = useQuery<Detail>(
    device && previousAsOf && paths.detail(device, range, previousAsOf), at === null ? PREVIOUS_MS : null, active,
  );
  const ofDevice = useMemo(
    () => current.data && summaryOfDevice(current.data, previous.data, covered?.minutes ?? null, previousCovered?.minutes ?? null),
    [current.data, previous.data, covered?.minutes, previousCovered?.minutes],
  );
  return device === null ? summary : {
    data: ofDevice, error: current.error, stale: current.stale, serverTimeMs: current.serverTimeMs, retry: current.retry,
  };
}
