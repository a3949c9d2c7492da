import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Module = typeof import('../src/session/session');

function storage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() { return values.size; },
    clear: () => values.clear(),
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}

describe('session', () => {
  let kept: Storage;
  const load = async (): Promise<Module> => {
    vi.resetModules();
    return import('../src/session/session');
  };
  beforeEach(() => {
    kept = storage();
    vi.stubGlobal('window', { sessionStorage: kept });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('keeps a token for the tab, and forgets it at sign-out', async () => {
    (await load()).session.signIn('abc');
    const { session } = await load();
    expect(session.get().token).toBe('abc');
    session.signOut();
    expect(session.get()).toMatchObject({ token: null, refusal: 'You are signed out.' });
    expect(kept.length).toBe(0);
  });
  it('asks for a token when the server refuses the present one, and not for an earlier one', async () => {
    const { session } = await load();
    session.signIn('new');
    session.refused('old', 'expired');
    expect(session.get().refusal).toBeNull();
    session.refused('new', 'expired');
    expect(session.get().refusal).toBe('expired');
    session.signIn('newer');
    expect(session.get()).toMatchObject({ token: 'newer', refusal: null });
  });
  it('changes its version with the token, so that nothing known before is shown after', async () => {
    const { session } = await load();
    const versions = [session.get().version];
    session.signIn('a');
    versions.push(session.get().version);
    session.signOut();
    versions.push(session.get().version);
    expect(new Set(versions).size).toBe(3);
  });
  it('works without storage', async () => {
    vi.stubGlobal('window', { get sessionStorage(): Storage { throw new DOMException('no', 'SecurityError'); } });
    const { session, authorization } = await load();
    session.signIn('abc');
    expect(authorization(session.get().token)).toEqual({ Authorization: 'Bearer abc' });
    expect(authorization(null)).toEqual({});
  });
});

describe('accessOf', () => {
  it('offers acknowledging to whoever may, and to everybody where nobody signs in', async () => {
    vi.stubGlobal('window', { sessionStorage: storage(), localStorage: storage() });
    const { accessOf } = await import('../src/session/useAccess');
    const me = (scopes: string[]) => ({ authentication: 'jwt' as const, subject: 'ann', scopes });
    expect(accessOf(null).mayAcknowledge).toBe(false);
    expect(
      accessOf({ authentication: 'off', subject: null, scopes: [] })
    ).toEqual({ subject: null, signedIn: false, mayAcknowledge: true });
    expect(accessOf(me(['read'])).mayAcknowledge).toBe(false);
    expect(accessOf(me(['read', 'acknowledge']))).toEqual({ subject: 'ann', signedIn: true, mayAcknowledge: true });
    expect(accessOf(me(['admin'])).mayAcknowledge).toBe(true);
    vi.unstubAllGlobals();
  });
});
