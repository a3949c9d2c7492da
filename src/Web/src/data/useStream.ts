import type { EventSourceMessage } from 'eventsource-parser';
import { useEffect, useReducer } from 'react';
import { ApiError } from '../api/ApiError';
import { readEventStream } from '../api/eventStream';
import { paths } from '../api/paths';
import type { PushedStats, UnavailableNotice } from '../api/types';
import { initialStream, streamReducer, type StreamAction, type StreamState } from './streamReducer';

/** The server sends a heartbeat every 15 s; a connection that is silent this long is dead. */
const SILENCE_MS = 45_000;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 10_000;

/** Subscribes to the stream while `active`, and reconnects until it succeeds. */
export function useStream(active: boolean, paused: boolean): StreamState {
  const [state, dispatch] = useReducer(streamReducer, paused, initialStream);

  useEffect(() => dispatch({ type: paused ? 'pause' : 'resume' }), [paused]);

  useEffect(() => {
    if (!active) return;
    const ending = new AbortController();
    void subscribe(dispatch, ending.signal);
    return () => {
      ending.abort();
      dispatch({ type: 'off' });
    };
  }, [active]);

  return state;
}

/** Connects, reads and reconnects until `ending`. */
async function subscribe(dispatch: (action: StreamAction) => void, ending: AbortSignal): Promise<void> {
  let lastEventId: string | null = null;
  let failures = 0;
  while (!ending.aborted) {
    const attempt = new AbortController();
    let silence: number | undefined;
    const heard = () => {
      window.clearTimeout(silence);
      silence = window.setTimeout(() => attempt.abort(), SILENCE_MS);
    };
    let waitMs = RETRY_MS;
    dispatch({ type: 'connect' });
    heard();
    try {
      await readEventStream(paths.stream, lastEventId, AbortSignal.any([ending, attempt.signal]), {
        heard,
        opened: () => {
          failures = 0;
          dispatch({ type: 'opened', now: Date.now() });
        },
        event: (event) => {
          if (ending.aborted) return;
          const action = actionOf(event, Date.now());
          if (action === null) return;
          lastEventId = event.id ?? lastEventId;
          dispatch(action);
        },
      });
    } catch (cause) {
      waitMs = cause instanceof ApiError && cause.retryAfterSeconds !== null ? cause.retryAfterSeconds * 1_000 : RETRY_MS * 2 ** failures;
      failures += 1;
    } finally {
      window.clearTimeout(silence);
    }
    if (ending.aborted) return;
    dispatch({ type: 'lost' });
    await pause(Math.min(waitMs, MAX_RETRY_MS), ending);
  }
}

/** Parses an event; null for an unknown type. */
export function actionOf(event: EventSourceMessage, now: number): StreamAction | null {
  switch (event.event) {
    case 'stats':
      return { type: 'stats', stats: JSON.parse(event.data) as PushedStats, now };
    case 'heartbeat':
      return { type: 'heartbeat', now };
    case 'unavailable':
      return { type: 'unavailable', notice: JSON.parse(event.data) as UnavailableNotice, now };
    default:
      return null;
  }
}

function pause(ms: number, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, ms);
    ending.addEventListener('abort', () => {
      window.clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
