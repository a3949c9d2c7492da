import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const NO_STORAGE = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

/** A body that arrives in these parts. */
function body(...parts: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      parts.forEach((part) => controller.enqueue(encoder.encode(part)));
      controller.close();
    },
  });
}

describe('readEventStream', () => {
  const asked: { url: string; headers: Record<string, string> }[] = [];
  let answer: () => Response;
  beforeEach(() => {
    asked.length = 0;
    vi.resetModules();
    vi.stubGlobal('window', { sessionStorage: NO_STORAGE });
    vi.stubGlobal('document', { baseURI: 'http://host/at/' });
    vi.stubGlobal('fetch', (url: URL, init: { headers: Record<string, string> }) => {
      asked.push({ url: url.href, headers: init.headers });
      return Promise.resolve(answer());
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  const read = async (token: string | null, lastEventId: string | null) => {
    const { session } = await import('../src/session/session');
    const { readEventStream } = await import('../src/api/eventStream');
    if (token !== null) session.signIn(token);
    const heard: string[] = [];
    await readEventStream('api/stats/stream', lastEventId, new AbortController().signal, {
      opened: () => heard.push('opened'), heard: () => undefined, event: (event) => heard.push(`${event.id} ${event.event} ${event.data}`),
    });
    return { heard, session };
  };

  it('sends the token and the last event, and puts events together however they are cut', async () => {
    answer = () => new Response(body('event: stats\nda', 'ta: {"a":1}\nid: r-', '1\n\nevent: heartbeat\ndata: {}\n\n'));
    const { heard } = await read('abc', 'r-0');
    expect(heard).toEqual(['opened', 'r-1 stats {"a":1}', 'undefined heartbeat {}']);
    expect(asked).toEqual(
      [{
        url: 'http://host/at/api/stats/stream',
        headers: { Accept: 'text/event-stream', 'Last-Event-ID': 'r-0', Authorization: 'Bearer abc' },
      }]
    );
  });

  it('asks for a token when it is refused', async () => {
    answer = () => new Response(
      JSON.stringify({ title: 'Unauthenticated.', detail: 'The token has expired.', trace_id: 't1' }),
      { status: 401, headers: { 'Content-Type': 'application/problem+json' } },
    );
    await expect(read('old', null)).rejects.toMatchObject({ status: 401, traceId: 't1', isFinal: true });
    const { session } = await import('../src/session/session');
    expect(session.get().refusal).toBe('The token has expired.');
  });
});
