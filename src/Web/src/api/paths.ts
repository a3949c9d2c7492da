/** Addresses of the API, relative to the page. `asOf` is an ISO time, null for now. */

function query(values: Record<string, string | number | boolean | null>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== null) parameters.set(name, String(value));
  return parameters.toString();
}

export const paths = {
  stream: 'api/stats/stream',
  pipeline: 'api/pipeline',
  realtime: (minutes: number, live: boolean, asOf: string | null) => `api/stats/realtime?${query({ minutes, live, as_of: asOf })}`,
  trending: (minutes: number, limit: number, live: boolean, asOf: string | null) => `api/stats/trending?${query({ minutes, limit, live, as_of: asOf })}`,
  regions: (minutes: number, live: boolean, asOf: string | null) => `api/stats/regions?${query({ minutes, live, as_of: asOf })}`,
  devices: (minutes: number, live: boolean, asOf: string | null) => `api/stats/devices?${query({ minutes, limit: 10, live, as_of: asOf })}`,
  timeSeries: (minutes: number, asOf: string | null) => `api/stats/timeseries?${query({ minutes, live: true, as_of: asOf })}`,
  alerts: (severity: string | null, asOf: string | null) => `api/stats/alerts?${query({ limit: 50, severity, as_of: asOf })}`,
};
