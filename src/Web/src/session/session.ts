/**
 * The token of this tab and whether the server requires one. It is kept in sessionStorage: other tabs and later sessions do not have it.
 */
export interface Session {
  token: string | null;
  /** Why the page has to ask for a token; null if it does not. */
  refusal: string | null;
  /** Changes with the token, so that data loaded with another token is not shown. */
  version: number;
}

const STORED = 'streampulse.token';
const listeners = new Set<() => void>();
let current: Session = { token: readStored(), refusal: null, version: 0 };

function readStored(): string | null {
  try {
    return window.sessionStorage.getItem(STORED);
  } catch {
    return null; // Storage is disabled: the token lasts as long as the page.
  }
}

function writeStored(token: string | null): void {
  try {
    if (token === null) window.sessionStorage.removeItem(STORED);
    else window.sessionStorage.setItem(STORED, token);
  } catch {
    // As above.
  }
}

function set(next: Session): void {
  current = next;
  listeners.forEach((changed) => changed());
}

export const session = {
  get: (): Session => current,
  subscribe(changed: () => void): () => void {
    listeners.add(changed);
    return () => listeners.delete(changed);
  },
  signIn(token: string): void {
    writeStored(token);
    set({ token, refusal: null, version: current.version + 1 });
  },
  signOut(): void {
    writeStored(null);
    set({ token: null, refusal: 'You are signed out.', version: current.version + 1 });
  },
  /** The server returned 401 for this token. A response for an earlier token is ignored. */
  refused(token: string | null, why: string): void {
    if (token === current.token && current.refusal === null) set({ ...current, refusal: why });
  },
};

/** Authorization headers for a token. */
export function authorization(token: string | null): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}
