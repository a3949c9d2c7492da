import { getJson, type Answer } from '../api/client';
import { paths } from '../api/paths';
import type { PageState } from '../state/urlState';

/** An answer that nobody has taken by then is no longer news. */
const NEWS_MS = 5_000;

interface Asked {
  path: string;
  at: number;
  answer: Promise<Answer<unknown>>;
}

let asked: Asked | null = null;

/** Asks for the cards before the page is built, which takes longer than the answer: they are what is looked at first. */
export function askAhead(state: PageState): void {
  if (document.visibilityState !== 'visible' || state.view !== 'overview' || state.filter?.kind === 'device') return;
  const path = paths.summary(state.range, state.filter, state.at);
  const answer = getJson<unknown>(path, new AbortController().signal);
  answer.catch(() => undefined); // who takes it hears of it
  asked = { path, at: Date.now(), answer };
}

/** The answer that was asked for ahead, once; null where it is another address's or old. */
export function takeAhead<T>(path: string): Promise<Answer<T>> | null {
  if (asked?.path !== path) return null;
  const { at, answer } = asked;
  asked = null;
  return Date.now() - at < NEWS_MS ? (answer as Promise<Answer<T>>) : null;
}
