import { paths } from '../api/paths';
import type { Me } from '../api/types';
import { useQuery } from '../data/useQuery';

/** What the page may offer to whoever looks at it. */
export interface Access {
  /** Who is signed in; null where nobody has to be. */
  subject: string | null;
  signedIn: boolean;
  mayAcknowledge: boolean;
}

const NONE: Access = { subject: null, signedIn: false, mayAcknowledge: false };

/** Asks once; nothing that needs a scope is offered before the answer. */
export function useAccess(): Access {
  return accessOf(useQuery<Me>(paths.me, null, true).data);
}

export function accessOf(me: Me | null): Access {
  if (me === null) return NONE;
  if (me.authentication === 'off') return { subject: null, signedIn: false, mayAcknowledge: true };
  return { subject: me.subject, signedIn: true, mayAcknowledge: me.scopes.includes('acknowledge') || me.scopes.includes('admin') };
}
