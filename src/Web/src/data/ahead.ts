import { getJson, type Answer } from '../api/client';
import { paths } from '../api/paths';
import type { PageState } from '../state/urlState';

/** An unused response older than this is discarded. */
const NEWS_MS = 5_000;

interface Asked {
  path: string;
  at: number;
  answer: Promise<Answer<unknown>>;
}

let asked: Asked | null = null;

/** Requests the cards before the page is rendered, because they are seen first and rendering takes longer than the response. */
export function askAhead(state: PageState): void {
  if (document.visibilityState !== 'visible' || state.view !== 'overview' || state.filter?.kind === 'device') return;
  const path = paths.summary(state.range, state.filter, state.at);
  const answer = getJson<unknown>(path, new AbortController().signal);
  answer.catch(() => undefined); // reported to whoever uses it
  asked = { path, at: Date.now(), answer };
}

/** Returns the prefetched response, once; null if it is for another URL or too old. */
export function takeAhead<T>(path: string): Promise<Answer<T>> | null {
  if (asked?.path !== path) return null;
  const { at, answer } = asked;
  asked = null;
  return Date.now() - at < NEWS_MS ? (answer as Promise<Answer<T>>) : null;
}
