import type { Fresh } from '../api/types';

/** A response and its URL. */
export interface Answered<T> {
  path: string;
  data: T;
}

/** Of two responses the one for `path`; if both or neither are, the later one. */
export function newest<T extends Fresh>(path: string, a: Answered<T> | null, b: Answered<T> | null): Answered<T> | null {
  if (a === null || b === null) return a ?? b;
  if ((a.path === path) !== (b.path === path)) return a.path === path ? a : b;
  return Date.parse(b.data.as_of) > Date.parse(a.data.as_of) ? b : a;
}
