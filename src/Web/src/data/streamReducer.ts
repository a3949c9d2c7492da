import type { PushedStats, UnavailableNotice } from '../api/types';

/** What is known of the pushed stream. Times are epoch ms of this machine's clock. */
export interface StreamState {
  /** `off`: not asked for, because nobody is looking. */
  connection: 'off' | 'connecting' | 'open' | 'reconnecting';
  /** What the page shows; null before the first figures. */
  shown: PushedStats | null;
  /** The latest that arrived while the page stands still; null without any. */
  pending: PushedStats | null;
  paused: boolean;
  /** Updates that arrived since the pause. */
  held: number;
  /** Updates that arrived in all. */
  updates: number;
  /** Last update or heartbeat. */
  lastHeardAt: number | null;
  /** Last update. */
  lastUpdateAt: number | null;
  /** Says why the server has no figures just now; null while it has. */
  unavailable: UnavailableNotice | null;
}

export type StreamAction =
  | { type: 'connect' }
  | { type: 'opened'; now: number }
  | { type: 'lost' }
  | { type: 'off' }
  | { type: 'stats'; stats: PushedStats; now: number }
  | { type: 'heartbeat'; now: number }
  | { type: 'unavailable'; notice: UnavailableNotice; now: number }
  | { type: 'pause' }
  | { type: 'resume' };

export function initialStream(paused: boolean): StreamState {
  return {
    connection: 'off', shown: null, pending: null, paused, held: 0, updates: 0, lastHeardAt: null, lastUpdateAt: null, unavailable: null,
  };
}

export function streamReducer(state: StreamState, action: StreamAction): StreamState {
  switch (action.type) {
    case 'connect':
      return { ...state, connection: state.connection === 'reconnecting' ? 'reconnecting' : 'connecting' };
    case 'opened':
      return { ...state, connection: 'open', lastHeardAt: action.now };
    case 'lost':
      return { ...state, connection: 'reconnecting' };
    case 'off':
      // Figures from before the pause in looking would pass for fresh ones when the page is looked at again.
      return { ...state, connection: 'off', shown: state.paused ? state.shown : null };
    case 'stats':
      return receive(state, action.stats, action.now);
    case 'heartbeat':
      return { ...state, connection: 'open', lastHeardAt: action.now };
    case 'unavailable':
      return { ...state, connection: 'open', lastHeardAt: action.now, unavailable: action.notice };
    case 'pause':
      return state.paused ? state : { ...state, paused: true, held: 0, pending: null };
    case 'resume':
      return state.paused ? { ...state, paused: false, held: 0, shown: state.pending ?? state.shown, pending: null } : state;
  }
}

function receive(state: StreamState, stats: PushedStats, now: number): StreamState {
  const heard: StreamState = {
    ...state, connection: 'open', updates: state.updates + 1, lastHeardAt: now, lastUpdateAt: now, unavailable: null,
  };
  return state.paused ? { ...heard, pending: stats, held: state.held + 1 } : { ...heard, shown: stats };
}
