import { authorization, session } from '../session/session';
import { ApiError } from './ApiError';

const TIMEOUT_MS = 10_000;

export interface Answer<T> {
  body: T;
  /** The server's clock at the response, epoch ms with a resolution of 1 s; null if the header is missing. */
  serverTimeMs: number | null;
}

/** Gets JSON. @throws ApiError on anything but a readable 2xx; an abort by the caller's signal is rethrown unchanged. */
export function getJson<T>(path: string, signal: AbortSignal): Promise<Answer<T>> {
  return ask<T>(path, signal, {});
}

/** Posts JSON and gets JSON; errors as above. */
export function postJson<T>(path: string, body: unknown, signal: AbortSignal): Promise<Answer<T>> {
  return ask<T>(path, signal, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
}

/** Gets JSON with a token that is not yet the session's; a rejection does not change the session. */
export function getJsonAs<T>(path: string, token: string, signal: AbortSignal): Promise<Answer<T>> {
  return ask<T>(path, signal, {}, token);
}

/** Sends a request with the session's token. @throws ApiError if the response is not 2xx. */
export async function send(path: string, init: RequestInit, token = session.get().token): Promise<Response> {
  const response = await fetch(new URL(path, document.baseURI), { ...init, headers: { ...init.headers, ...authorization(token) } });
  if (response.ok) return response;
  const error = await ApiError.ofResponse(response);
  if (error.status === 401) session.refused(token, token === null ? 'This server requires a token.' : error.message);
  throw error;
}

async function ask<T>(path: string, signal: AbortSignal, init: RequestInit, token?: string): Promise<Answer<T>> {
  try {
    const limited = {
      ...init, headers: { Accept: 'application/json', ...init.headers }, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    };
    const response = await send(path, limited, token);
    const date = Date.parse(response.headers.get('Date') ?? '');
    return { body: (await response.json()) as T, serverTimeMs: Number.isNaN(date) ? null : date };
  } catch (cause) {
    if (cause instanceof ApiError || signal.aborted) throw cause;
    throw ApiError.ofFailure(cause);
  }
}
