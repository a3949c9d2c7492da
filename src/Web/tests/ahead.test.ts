import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_STATE } from '../src/state/urlState';

const NO_STORAGE = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
const CARDS = 'api/stats/summary?minutes=5';

describe('what is asked for ahead', () => {
  let asked: string[] = [];
  let status = 200;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetModules();
    asked = [];
    status = 200;
    vi.stubGlobal('window', { sessionStorage: NO_STORAGE, setTimeout, clearTimeout });
    vi.stubGlobal('document', { baseURI: 'http://host/', visibilityState: 'visible' });
    vi.stubGlobal('fetch', (url: URL) => {
      asked.push(url.pathname + url.search);
      return Promise.resolve(new Response('{"n":1}', { status }));
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const load = async () => ({ ...(await import('../src/data/ahead')), ...(await import('../src/data/poll')) });

  it('answers the first who asks for the same address, who then goes on asking by itself', async () => {
    const { askAhead, poll } = await load();
    askAhead(DEFAULT_STATE);
    const heard: unknown[] = [];
    poll(CARDS, 1_000, { answered: ({ body }) => heard.push(body), failed: (error) => heard.push(error) });
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, heard]).toEqual([[`/${CARDS}`], [{ n: 1 }]]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([`/${CARDS}`, `/${CARDS}`]);
  });

  it('answers nobody who asks for something else, or late', async () => {
    const { askAhead, takeAhead } = await load();
    askAhead(DEFAULT_STATE);
    expect(takeAhead('api/me')).toBeNull();
    vi.advanceTimersByTime(5_000);
    expect(takeAhead(CARDS)).toBeNull();
  });

  it('is nothing in a tab that is hidden, on the other screen, and for a device, which has no summary', async () => {
    const { askAhead } = await load();
    askAhead({ ...DEFAULT_STATE, view: 'pipeline' });
    askAhead({ ...DEFAULT_STATE, filter: { kind: 'device', value: 'tv' } });
    vi.stubGlobal('document', { baseURI: 'http://host/', visibilityState: 'hidden' });
    askAhead(DEFAULT_STATE);
    expect(asked).toEqual([]);
  });

  it('tells who takes it that it failed', async () => {
    const { askAhead, takeAhead } = await load();
    status = 503;
    askAhead(DEFAULT_STATE);
    await vi.advanceTimersByTimeAsync(0);
    await expect(takeAhead(CARDS)).rejects.toMatchObject({ status: 503 });
  });
});
