import type { Filter } from '../state/urlState';

/** URLs of the API, relative to the page. `asOf` is an ISO time, null for now. */

function query(values: Record<string, string | number | boolean | null>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== null) parameters.set(name, String(value));
  return parameters.toString();
}

const FILTER_PARAMETERS = { region: 'region', content: 'content_id', device: 'device' } as const;

/** Filters of the alert list; `to` is an ISO time, null for no end. */
export interface AlertQuestion {
  state: 'open' | 'resolved' | 'all';
  severity: string | null;
  region: string | null;
  from: string | null;
  to: string | null;
  limit: number;
}

/** Start of every URL for one content, region or device. */
function detailOf({ kind, value }: Filter): string {
  return `api/stats/${kind}?${query({ [FILTER_PARAMETERS[kind]]: value })}&`;
}

export const paths = {
  me: 'api/me',
  stream: 'api/stats/stream',
  pipeline: 'api/pipeline',
  realtime: (minutes: number, live: boolean, asOf: string | null) => `api/stats/realtime?${query({ minutes, live, as_of: asOf })}`,
  trending: (
    minutes: number, limit: number, live: boolean, asOf: string | null,
  ) => `api/stats/trending?${query({ minutes, limit, live, as_of: asOf })}`,
  regions: (minutes: number, live: boolean, asOf: string | null) => `api/stats/regions?${query({ minutes, live, as_of: asOf })}`,
  devices: (minutes: number, live: boolean, asOf: string | null) => `api/stats/devices?${query({ minutes, limit: 10, live, as_of: asOf })}`,
  timeSeries: (minutes: number, asOf: string | null) => `api/stats/timeseries?${query({ minutes, live: true, as_of: asOf })}`,
  /** Summary of everything, or of a region or content; there is none for a device. */
  summary: (minutes: number, filter: Filter | null, asOf: string | null) =>
    `api/stats/summary?${query({
      minutes, as_of: asOf, region: filter?.kind === 'region' ? filter.value : null,
      content_id: filter?.kind === 'content' ? filter.value : null,
    })}`,
  detail: (filter: Filter, minutes: number, asOf: string | null) => `${detailOf(filter)}${query({ minutes, live: true, as_of: asOf })}`,
  detailOf,
  regionRows: (minutes: number, asOf: string | null) => `api/stats/rows/regions?${query({ minutes, limit: 1000, as_of: asOf })}`,
  alerts: ({ state, severity, region, from, to, limit }: AlertQuestion) =>
    `api/alerts?${query({ state, severity, region, from, to, limit })}`,
  alert: (id: number) => `api/alerts/${id}`,
  alertAction: (id: number, action: AlertAction) => `api/alerts/${id}/${action}`,
};

export type AlertAction = 'acknowledge' | 'unacknowledge' | 'resolve';
