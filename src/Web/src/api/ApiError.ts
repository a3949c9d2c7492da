import type { Problem } from './types';

/** Why a request has no answer, in words for the page. */
export class ApiError extends Error {
  readonly title: string;
  /** HTTP status; null when no answer arrived. */
  readonly status: number | null;
  /** Finds the request in the server's log; null when no answer arrived. */
  readonly traceId: string | null;
  /** From Retry-After; null when the server named no time. */
  readonly retryAfterSeconds: number | null;

  private constructor(title: string, detail: string, status: number | null, traceId: string | null, retryAfterSeconds: number | null) {
    super(detail);
    this.name = 'ApiError';
    this.title = title;
    this.status = status;
    this.traceId = traceId;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The same question will be refused again. */
  get isFinal(): boolean {
    return this.status !== null && this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }

  /** Of an answer that is not 2xx, with or without problem details. */
  static async ofResponse(response: Response): Promise<ApiError> {
    const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    const problem = await readProblem(response);
    return new ApiError(
      problem?.title ?? `The server answered ${response.status}.`,
      problem?.detail ?? 'The answer has no problem details.',
      response.status,
      problem?.trace_id ?? null,
      Number.isFinite(retryAfter) ? retryAfter : null,
    );
  }

  /** Of a request that got no answer at all, or one that is not JSON. */
  static ofFailure(cause: unknown): ApiError {
    if (cause instanceof DOMException && cause.name === 'TimeoutError')
      return new ApiError('The server takes too long.', 'No answer within 10 s.', null, null, null);
    if (cause instanceof SyntaxError)
      return new ApiError('The answer cannot be read.', 'It is not JSON. Something between this page and the server may have answered instead.', null, null, null);
    return new ApiError('The server cannot be reached.', 'It may be restarting, or the network is down. Figures on the page are the last ones known.', null, null, null);
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
