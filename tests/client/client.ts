// Calls every route of a running service through a client generated from its OpenAPI document (api.ts, by openapi-typescript), and prints
// for each path something of its answer that the types say is there. Address as argument, token in STREAMPULSE_TOKEN.
import createClient from 'openapi-fetch';
import type { paths } from './api.js';

const client = createClient<paths>({
  baseUrl: process.argv[2]!.replace(/\/$/, ''),
  headers: { Authorization: `Bearer ${process.env.STREAMPULSE_TOKEN}` },
});

/** The body of an answer that is one. */
function body<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.url}: ${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

/** The body of an answer that CSV was not asked of. */
function json<T>(answer: { data?: T; error?: unknown; response: Response }): Exclude<T, string> {
  const data = body(answer);
  if (typeof data === 'string') throw new Error(`${answer.response.url} answers with text`);
  return data as Exclude<T, string>;
}

/** How a route that needs something refuses what is not there. */
function status(answer: { response: Response }): number {
  return answer.response.status;
}

/** A time that the service gave, in milliseconds. */
function instant(text: string): number {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw new Error(`${text} is no time`);
  return milliseconds;
}

function event(id: string): unknown {
  return {
    event_id: id,
    timestamp: new Date().toISOString(),
    user_id: 'u1',
    content: { content_id: 'mov_batman', title: 'The Batman Returns', type: 'movie', category: 'action', size_mb: 2800, price: 14.99 },
    download: { status: 'success', duration_seconds: 95, speed_mbps: 41.5 },
    user_context: { region: 'EU-Paris', city: 'Paris', device: 'Smart TV', os_version: 'webOS 23', connection_type: 'ethernet' },
  };
}

/** The first event of the stream that has figures. */
async function firstPush(): Promise<string> {
  const stop = new AbortController();
  const answer = await client.GET('/api/stats/stream', { parseAs: 'stream', signal: stop.signal });
  let text = '';
  for await (const bytes of body<unknown>(answer) as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(bytes);
    if (text.includes('event: stats') && text.includes('\n\n')) break;
  }
  stop.abort();
  return text.split('\n')[0]!;
}

// A path that the document has and this list has not, or the other way round, does not compile.
const calls = {
  '/health': async (): Promise<unknown> => body(await client.GET('/health')).status.length,
  '/health/live': async () => body(await client.GET('/health/live')).status,
  '/health/ready': async () => body(await client.GET('/health/ready')).status,
  '/api/me': async () => body(await client.GET('/api/me')).scopes.join(' '),
  '/api/events': async () => {
    const answer = body(await client.POST('/api/events', { body: [event('client-1'), event('client-2'), event('client-1'), event('')] }));
    return [answer.accepted, answer.duplicates, ...answer.errors.map((e) => `${e.index} ${e.reason}`)];
  },
  '/api/pipeline': async () => body(await client.GET('/api/pipeline')).partitions.length,
  '/api/stats/realtime': async () => instant(body(await client.GET('/api/stats/realtime', { params: { query: { minutes: 5 } } })).as_of),
  '/api/stats/trending': async () => json(
    await client.GET('/api/stats/trending', { params: { query: { limit: 3, live: false } } })
  ).data.map((c) => c.content_id.length),
  '/api/stats/regions': async () => json(await client.GET('/api/stats/regions')).data.map((r) => r.health_status.length),
  '/api/stats/alerts': async () => json(
    await client.GET('/api/stats/alerts', { params: { query: { severity: 'CRITICAL' } } })
  ).unacknowledged_count,
  '/api/stats/timeseries': async () => json(await client.GET('/api/stats/timeseries')).data.map((w) => instant(w.window_start)),
  '/api/stats/devices': async () => json(await client.GET('/api/stats/devices')).data.map((d) => d.device.length),
  '/api/stats/summary': async () => json(await client.GET('/api/stats/summary')).current.total_downloads,
  '/api/stats/content': async () => status(
    await client.GET('/api/stats/content', { params: { query: { content_id: 'nobody has seen it' } } })
  ),
  '/api/stats/region': async () => status(await client.GET('/api/stats/region', { params: { query: { region: 'nobody has seen it' } } })),
  '/api/stats/device': async () => status(await client.GET('/api/stats/device', { params: { query: { device: 'nobody has seen it' } } })),
  '/api/stats/rows/contents': async () => json(await client.GET('/api/stats/rows/contents')).data.map((w) => instant(w.window_start)),
  '/api/stats/rows/regions': async () => json(await client.GET('/api/stats/rows/regions')).data.map((w) => w.region),
  '/api/stats/rows/devices': async () => json(await client.GET('/api/stats/rows/devices', { params: { query: { limit: 5 } } })).next_cursor,
  '/api/alerts': async () => json(await client.GET('/api/alerts', { params: { query: { state: 'open' } } })).open_count,
  '/api/alerts/{id}': async () => status(await client.GET('/api/alerts/{id}', { params: { path: { id: 4711 } } })),
  '/api/alerts/{id}/acknowledge': async () => status(
    await client.POST('/api/alerts/{id}/acknowledge', { params: { path: { id: 4711 } }, body: { by: null, note: 'seen' } })
  ),
  '/api/alerts/{id}/unacknowledge': async () => status(
    await client.POST('/api/alerts/{id}/unacknowledge', { params: { path: { id: 4711 } }, body: { by: null, note: null } })
  ),
  '/api/alerts/{id}/resolve': async () => status(
    await client.POST('/api/alerts/{id}/resolve', { params: { path: { id: 4711 } }, body: { by: null, note: 'over' } })
  ),
  '/api/stats/stream/ticket': async () => instant(body(await client.POST('/api/stats/stream/ticket')).expires_at),
  '/api/stats/stream': firstPush,
} satisfies Record<keyof paths, () => Promise<unknown>>;

const answers: Record<string, unknown> = {};
for (const [path, call] of Object.entries(calls)) answers[path] = await call();
console.log(JSON.stringify(answers));
process.exit(0); // the stream's connection may still be closing
