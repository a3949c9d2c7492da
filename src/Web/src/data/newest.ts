import type { Fresh } from '../api/types';

/** An answer and the address it answers. */
export interface Answered<T> {
  path: string;
  data: T;
}

/** Of two answers the one to `path`; of two to it, or none, the later. */
export function newest<T extends Fresh>(path: string, a: Answered<T> | null, b: Answered<T> | null): Answered<T> | null {
  if (a === null || b === null) return a ?? b;
  if ((a.path === path) !== (b.path === path)) return a.path === path ? a : b;
  return Date.parse(b.data.as_of) > Date.parse(a.data.as_of) ? b : a;
}
