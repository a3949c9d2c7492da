/** A question to the API as the page stands, and the address of the same one just before it was paused. */
export interface Question {
  path: string;
  /** Null where the page is live, or stands at a time that was chosen. */
  held: string | null;
}

/** Makes a question of an address that depends on a time. */
export type Ask = (path: (asOf: string | null) => string) => Question;

/**
 * Makes questions of a time. A pause keeps what was on the screen: asked again, the open windows of that moment would have gone on counting.
 * @param at ISO time at which the page stands still; null while live.
 * @param pausedAt The same when the page was paused just then and not opened there or sent there.
 */
export function questionsAt(at: string | null, pausedAt: string | null): Ask {
  const isHeld = at !== null && at === pausedAt;
  return (path) => ({ path: path(at), held: isHeld ? path(null) : null });
}
