/** The token of this tab and whether the server wants one. It lives in sessionStorage: other tabs and the next start do not have it. */
export interface Session {
  token: string | null;
  /** Why the page has to ask for a token; null while it has not. */
  refusal: string | null;
  /** Changes with the token: what was known under another one is not to be shown. */
  version: number;
}

const STORED = 'streampulse.token';
const listeners = new Set<() => void>();
let current: Session = { token: readStored(), refusal: null, version: 0 };

function readStored(): string | null {
  try {
    return window.sessionStorage.getItem(STORED);
  } catch {
    return null; // Storage is switched off: the token lasts as long as the page.
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
  /** The server answered 401 to a request with this token; one with an earlier token says nothing of the present one. */
  refused(token: string | null, why: string): void {
    if (token === current.token && current.refusal === null) set({ ...current, refusal: why });
  },
};

/** Headers that say who asks. */
export function authorization(token: string | null): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}
