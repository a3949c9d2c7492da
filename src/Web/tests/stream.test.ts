import { describe, expect, it } from 'vitest';
import type { PushedStats } from '../src/api/types';
import { newest } from '../src/data/newest';
import { initialStream, streamReducer, type StreamAction, type StreamState } from '../src/data/streamReducer';

const fresh = (asOf: string) => ({ as_of: asOf, watermark: null, complete: false });
const stats = (downloads: number): PushedStats => ({
  realtime: {
    ...fresh('2026-03-01T12:00:00Z'), total_downloads: downloads, unique_content: 1, avg_success_rate: 1, avg_download_time: null,
  },
  trending: { ...fresh('2026-03-01T12:00:00Z'), data: [], count: 0, window_minutes: 5 },
  regions: { ...fresh('2026-03-01T12:00:00Z'), data: [], count: 0, window_minutes: 5 },
  alerts: null,
});
const run = (state: StreamState, ...actions: StreamAction[]) => actions.reduce(streamReducer, state);
const notice = { type: 'urn:x', title: 'No database.', status: 503, detail: 'd' };

describe('stream', () => {
  it('shows what arrives', () => {
    const state = run(
      initialStream(false), { type: 'connect' }, { type: 'opened', now: 1 }, { type: 'stats', stats: stats(1), now: 2 },
      { type: 'stats', stats: stats(2), now: 3 },
    );
    expect(state).toMatchObject({ connection: 'open', updates: 2, held: 0, lastUpdateAt: 3 });
    expect(state.shown?.realtime.total_downloads).toBe(2);
  });

  it('holds updates while paused, counts them, and shows the last one at resume', () => {
    const before = run(initialStream(false), { type: 'stats', stats: stats(1), now: 1 }, { type: 'pause' });
    const held = run(before, { type: 'stats', stats: stats(2), now: 2 }, { type: 'stats', stats: stats(3), now: 3 });
    expect(held.held).toBe(2);
    expect(held.shown?.realtime.total_downloads).toBe(1);
    const after = run(held, { type: 'resume' });
    expect(after).toMatchObject({ paused: false, held: 0, pending: null });
    expect(after.shown?.realtime.total_downloads).toBe(3);
  });

  it('keeps what it shows when nothing came during a pause', () => {
    const state = run(initialStream(false), { type: 'stats', stats: stats(1), now: 1 }, { type: 'pause' }, { type: 'resume' });
    expect(state.shown?.realtime.total_downloads).toBe(1);
  });

  it('does not lose the count when paused twice', () => {
    const state = run(initialStream(true), { type: 'stats', stats: stats(1), now: 1 }, { type: 'pause' });
    expect(state.held).toBe(1);
  });

  it('stays reconnecting until something is heard', () => {
    const lost = run(initialStream(false), { type: 'opened', now: 1 }, { type: 'lost' }, { type: 'connect' });
    expect(lost.connection).toBe('reconnecting');
    expect(run(lost, { type: 'heartbeat', now: 5 })).toMatchObject({ connection: 'open', lastHeardAt: 5, lastUpdateAt: null });
  });

  it('keeps figures while the server has none, and says so until it has', () => {
    const state = run(
      initialStream(false), { type: 'stats', stats: stats(1), now: 1 }, { type: 'unavailable', notice, now: 2 },
      { type: 'heartbeat', now: 3 },
    );
    expect(state.unavailable).toEqual(notice);
    expect(state.shown?.realtime.total_downloads).toBe(1);
    expect(run(state, { type: 'stats', stats: stats(2), now: 4 }).unavailable).toBeNull();
  });

  it('does not pass old figures for new ones after the tab was hidden', () =>
    expect(
      run(initialStream(false), { type: 'stats', stats: stats(1), now: 1 }, { type: 'off' })
    ).toMatchObject({ connection: 'off', shown: null }));
});

describe('newest', () => {
  const older = { path: 'a', data: fresh('2026-03-01T12:00:00Z') };
  const newer = { path: 'a', data: fresh('2026-03-01T12:00:01Z') };
  it('prefers the later answer to the same question', () => {
    expect(newest('a', older, newer)).toBe(newer);
    expect(newest('a', newer, older)).toBe(newer);
  });
  it('prefers the answer to the question', () => expect(newest('b', newer, { ...older, path: 'b' })?.path).toBe('b'));
  it('takes the only one', () => expect(newest('a', null, older)).toBe(older));
});
