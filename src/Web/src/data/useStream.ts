import { useEffect, useReducer } from 'react';
import { paths } from '../api/paths';
import type { PushedStats, UnavailableNotice } from '../api/types';
import { initialStream, streamReducer, type StreamState } from './streamReducer';

/** The server sends a heartbeat every 15 s: a connection this long silent is a dead one. */
const SILENCE_MS = 45_000;
const RETRY_MS = 3_000;

/** Subscribes to the pushed figures while `active`, and connects again for as long as it takes. */
export function useStream(active: boolean, paused: boolean): StreamState {
  const [state, dispatch] = useReducer(streamReducer, paused, initialStream);

  useEffect(() => dispatch({ type: paused ? 'pause' : 'resume' }), [paused]);

  useEffect(() => {
    if (!active) return;
    let source: EventSource | null = null;
    let timer: number | undefined;

    const watch = (afterMs: number) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(connect, afterMs);
    };

    function connect(): void {
      source?.close();
      dispatch({ type: 'connect' });
      source = new EventSource(new URL(paths.stream, document.baseURI));
      source.onopen = () => {
        watch(SILENCE_MS);
        dispatch({ type: 'opened', now: Date.now() });
      };
      source.onerror = () => {
        dispatch({ type: 'lost' });
        watch(RETRY_MS);
      };
      source.addEventListener('stats', (event) => {
        watch(SILENCE_MS);
        dispatch({ type: 'stats', stats: JSON.parse(event.data as string) as PushedStats, now: Date.now() });
      });
      source.addEventListener('heartbeat', () => {
        watch(SILENCE_MS);
        dispatch({ type: 'heartbeat', now: Date.now() });
      });
      source.addEventListener('unavailable', (event) => {
        watch(SILENCE_MS);
        dispatch({ type: 'unavailable', notice: JSON.parse(event.data as string) as UnavailableNotice, now: Date.now() });
      });
      watch(SILENCE_MS);
    }

    connect();
    return () => {
      window.clearTimeout(timer);
      source?.close();
      dispatch({ type: 'off' });
    };
  }, [active]);

  return state;
}
