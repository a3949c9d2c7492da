import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { send } from './client';

export interface EventStreamHandlers {
  opened: () => void;
  event: (event: EventSourceMessage) => void;
  /** Any bytes arrived. */
  heard: () => void;
}

/**
 * Reads server-sent events until the server ends them. Uses fetch, because EventSource cannot send a token.
 * @param lastEventId The last event that was seen; null for none.
 * @throws ApiError if the server rejects the request; TypeError if the connection breaks; an abort is rethrown unchanged.
 */
export async function readEventStream(
  path: string, lastEventId: string | null, signal: AbortSignal, handlers: EventStreamHandlers,
): Promise<void> {
  const headers = { Accept: 'text/event-stream', ...(lastEventId === null ? {} : { 'Last-Event-ID': lastEventId }) };
  const response = await send(path, { headers, signal, cache: 'no-store' });
  handlers.opened();
  if (response.body === null) return;
  const parser = createParser({ onEvent: handlers.event });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    handlers.heard();
    parser.feed(part.value);
  }
}
