import type { Problem } from './types';

/** Why a request failed, as text for the page. */
export class ApiError extends Error {
  readonly title: string;
  /** HTTP status; null if no response arrived. */
  readonly status: number | null;
  /** Finds the request in the server's log; null if no response arrived. */
  readonly traceId: string | null;
  /** From Retry-After; null if missing. */
  readonly retryAfterSeconds: number | null;

  private constructor(title: string, detail: string, status: number | null, traceId: string | null, retryAfterSeconds: number | null) {
    super(detail);
    this.name = 'ApiError';
    this.title = title;
    this.status = status;
    this.traceId = traceId;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether the same request would fail again. */
  get isFinal(): boolean {
    return this.status !== null && this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }

  /** From a response that is not 2xx, with or without problem details. */
  static async ofResponse(response: Response): Promise<ApiError> {
    const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    const problem = await readProblem(response);
    return new ApiError(
      problem?.title ?? `The server responded with ${response.status}.`,
      problem?.detail ?? 'The response has no problem details.',
      response.status,
      problem?.trace_id ?? null,
      Number.isFinite(retryAfter) ? retryAfter : null,
    );
  }

  /** From a request without a response, or with one that is not JSON. */
  static ofFailure(cause: unknown): ApiError {
    if (cause instanceof DOMException && cause.name === 'TimeoutError')
      return new ApiError('The server is too slow.', 'No response within 10 s.', null, null, null);
    if (cause instanceof SyntaxError)
      return new ApiError(
        'The response cannot be read.', 'It is not JSON. It may come from a proxy between this page and the server.', null, null, null,
      );
    return new ApiError(
      'The server cannot be reached.', 'It may be restarting, or the network is down. The page shows the last known data.',
      null, null, null,
    );
  }
}

async function readProblem(response: Response): Promise<Partial<Problem> | null> {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return null;
  try {
    return (await response.json()) as Partial<Problem>;
  } catch {
    return null;
  }
}
