import { paths } from '../api/paths';
import type { Me } from '../api/types';
import { useQuery } from '../data/useQuery';

/** What the user may do. */
export interface Access {
  /** Who is signed in; null if sign-in is not required. */
  subject: string | null;
  signedIn: boolean;
  mayAcknowledge: boolean;
}

const NONE: Access = { subject: null, signedIn: false, mayAcknowledge: false };

/** Requested once; actions that need a scope are hidden until the response. */
export function useAccess(): Access {
  return accessOf(useQuery<Me>(paths.me, null, true).data);
}

export function accessOf(me: Me | null): Access {
  if (me === null) return NONE;
  if (me.authentication === 'off') return { subject: null, signedIn: false, mayAcknowledge: true };
  return { subject: me.subject, signedIn: true, mayAcknowledge: me.scopes.includes('acknowledge') || me.scopes.includes('admin') };
}
