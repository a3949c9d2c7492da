import { useState, type FormEvent } from 'react';
import { ApiError } from '../api/ApiError';
import { getJsonAs } from '../api/client';
import { paths } from '../api/paths';
import type { Me } from '../api/types';
import { session } from '../session/session';

/** Asks for a token and keeps it only if the server accepts it. */
export function SignInPanel({ why }: { why: string }) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<ApiError | null>(null);
  const [sending, setSending] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setError(null);
    try {
      const given = token.trim().replace(/^Bearer\s+/i, '');
      await getJsonAs<Me>(paths.me, given, new AbortController().signal);
      session.signIn(given);
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : ApiError.ofFailure(cause));
      setSending(false);
    }
  };

  return (
    <main className="sign-in">
      <form className="panel" aria-labelledby="sign-in-title" onSubmit={(event) => void submit(event)}>
        <h1 id="sign-in-title" className="brand">
          <span aria-hidden="true" className="brand-mark" />
          Sign in to StreamPulse
        </h1>
        <p>{why}</p>
        <label>
          Access token
          <input
            type="password"
            value={token}
            onChange={(event) => setToken(event.target.value)}
            required
            autoComplete="off"
            spellCheck={false}
            autoFocus
            aria-describedby="sign-in-hint"
          />
        </label>
        <p id="sign-in-hint" className="muted">
          A JWT with the scope read; add the scope acknowledge to handle alerts. It is kept in this tab and deleted when the tab is closed.
        </p>
        {error === null ? null : (
          <p className="bad" role="alert">
            <span aria-hidden="true">✕ </span>
            {error.title} {error.message}
            {error.traceId === null ? '' : ` Trace id ${error.traceId}`}
          </p>
        )}
        <button type="submit" className="button button-strong" disabled={sending}>
          Sign in
        </button>
      </form>
    </main>
  );
}
