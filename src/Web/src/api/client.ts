import { ApiError } from './ApiError';

const TIMEOUT_MS = 10_000;

export interface Answer<T> {
  body: T;
  /** The server's clock when it answered, epoch ms at a resolution of 1 s; null when the header is missing. */
  serverTimeMs: number | null;
}

/** Gets JSON. @throws ApiError on anything but a readable 2xx; an abort by the caller's signal passes through as it is. */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<Answer<T>> {
  try {
    const response = await fetch(new URL(path, document.baseURI), {
      headers: { Accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (!response.ok) throw await ApiError.ofResponse(response);
    const date = Date.parse(response.headers.get('Date') ?? '');
    return { body: (await response.json()) as T, serverTimeMs: Number.isNaN(date) ? null : date };
  } catch (cause) {
    if (cause instanceof ApiError || signal.aborted) throw cause;
    throw ApiError.ofFailure(cause);
  }
}
