import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const NO_STORAGE = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

describe('poll', () => {
  let asked = 0;
  let answer: () => Response;
  const ok = () => new Response('{"n":1}');
  const problem = (status: number, headers: Record<string, string> = {}) => () => new Response(
    '{"title":"no"}', { status, headers: { 'Content-Type': 'application/problem+json', ...headers } },
  );

  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetModules();
    asked = 0;
    answer = ok;
    vi.stubGlobal('window', { sessionStorage: NO_STORAGE, setTimeout, clearTimeout });
    vi.stubGlobal('document', { baseURI: 'http://host/' });
    vi.stubGlobal('fetch', () => {
      asked += 1;
      return Promise.resolve(answer());
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const start = async (intervalMs: number | null) => {
    const { poll } = await import('../src/data/poll');
    const heard: string[] = [];
    const started = poll<{ n: number }>(
      'api/x', intervalMs, { answered: ({ body }) => heard.push(`n ${body.n}`), failed: (error) => heard.push(`${error.status}`) },
    );
    await vi.advanceTimersByTimeAsync(0);
    return { heard, started };
  };

  it('asks at once, then an interval after each answer, until it is stopped', async () => {
    const { heard, started } = await start(5_000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(heard).toEqual(['n 1', 'n 1', 'n 1']);
    started.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(3);
  });

  it('asks once without an interval', async () => {
    await start(null);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toBe(1);
  });

  it('hurries, but not more than once a second', async () => {
    const { started } = await start(30_000);
    await vi.advanceTimersByTimeAsync(200);
    started.hurry();
    started.hurry();
    await vi.advanceTimersByTimeAsync(799);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toBe(2);
  });

  it('waits longer with each failure, hurried or not, and as long as the server says', async () => {
    answer = problem(503);
    const { heard, started } = await start(1_000);
    started.hurry();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
    answer = problem(503, { 'Retry-After': '20' });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(asked).toBe(3);
    answer = ok;
    await vi.advanceTimersByTimeAsync(19_999);
    expect(asked).toBe(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(heard).toEqual(['503', '503', '503', 'n 1']);
  });

  it('does not insist where the same question would be refused again', async () => {
    answer = problem(404);
    const once = await start(null);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(once.heard).toEqual(['404']);
    const repeated = await start(2_000);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(repeated.heard).toEqual(['404']);
    await vi.advanceTimersByTimeAsync(1);
    expect(repeated.heard).toEqual(['404', '404']);
  });
});
