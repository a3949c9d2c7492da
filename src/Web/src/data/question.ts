/** A request to the API, and the URL of the same request just before the page was paused. */
export interface Question {
  path: string;
  /** Null if the page is live, or shows a chosen time. */
  held: string | null;
}

/** Creates a request from a URL that depends on a time. */
export type Ask = (path: (asOf: string | null) => string) => Question;

/**
 * Creates requests for a time. A pause keeps the data on the screen: if requested again, the open windows of that time would have grown.
 * @param at ISO time at which the page is paused; null while live.
 * @param pausedAt The same if the user paused the page at that time, instead of opening it or going to it.
 */
export function questionsAt(at: string | null, pausedAt: string | null): Ask {
  const isHeld = at !== null && at === pausedAt;
  return (path) => ({ path: path(at), held: isHeld ? path(null) : null });
}
