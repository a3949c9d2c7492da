import type { PushedStats, UnavailableNotice } from '../api/types';

/** State of the stream. Times are epoch ms of this machine's clock. */
export interface StreamState {
  /** `off`: not connected, because the tab is hidden. */
  connection: 'off' | 'connecting' | 'open' | 'reconnecting';
  /** The displayed data; null before the first update. */
  shown: PushedStats | null;
  /** The latest update that arrived during the pause; null if there is none. */
  pending: PushedStats | null;
  paused: boolean;
  /** Number of updates since the pause. */
  held: number;
  /** Total number of updates. */
  updates: number;
  /** Time of the last update or heartbeat. */
  lastHeardAt: number | null;
  /** Time of the last update. */
  lastUpdateAt: number | null;
  /** Why the server has no data at the moment; null if it has. */
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
      // Data from before the tab was hidden would look current when the tab is shown again.
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
