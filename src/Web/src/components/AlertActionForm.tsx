import { useState, type FormEvent } from 'react';
import { ApiError } from '../api/ApiError';
import { postJson } from '../api/client';
import { paths, type AlertAction } from '../api/paths';
import type { AlertRecord } from '../api/types';
import { keepOperatorName, readOperatorName } from '../session/operatorName';
import type { Access } from '../session/useAccess';

const VERBS: Record<AlertAction, string> = { acknowledge: 'Acknowledge', unacknowledge: 'Unacknowledge', resolve: 'Resolve' };

interface AlertActionFormProps {
  alert: AlertRecord;
  action: AlertAction;
  access: Access;
  close: () => void;
  changed: () => void;
}

/** Asks for a name and a note. The name is the token's subject when signed in; otherwise it is asked for once. */
export function AlertActionForm({ alert, action, access, close, changed }: AlertActionFormProps) {
  const [name, setName] = useState(readOperatorName);
  const [asksName, setAsksName] = useState(!access.signedIn && name === '');
  const [note, setNote] = useState('');
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    try {
      const by = access.signedIn ? {} : { by: name.trim() };
      await postJson<AlertRecord>(
        paths.alertAction(alert.id, action),
        { ...by, note: note.trim() === '' ? null : note.trim() },
        new AbortController().signal,
      );
      if (!access.signedIn) keepOperatorName(name.trim());
      changed();
      close();
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : ApiError.ofFailure(cause));
      setSending(false);
    }
  };

  return (
    <form
      className="alert-form"
      aria-label={`${VERBS[action]} alert`}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      {access.signedIn ? (
        <p>
          As <strong>{access.subject}</strong>
        </p>
      ) : asksName ? (
        <label>
          Your name
          <input value={name} onChange={(event) => setName(event.target.value)} required maxLength={100} autoComplete="name" autoFocus />
        </label>
      ) : (
        <p>
          As <strong>{name}</strong>{' '}
          <button type="button" className="button button-small" onClick={() => setAsksName(true)}>
            Change name
          </button>
        </p>
      )}
      <label>
        Note
        <input
          value={note}
          onChange={(event) => setNote(event.target.value)}
          maxLength={1000}
          autoFocus={!asksName}
          placeholder="optional"
        />
      </label>
      {action === 'resolve' ? <p className="muted">If its condition still holds, the next window reopens it.</p> : null}
      {error === null ? null : (
        <p className="bad" role="alert">
          {error.title} {error.message}
          {error.traceId === null ? '' : ` Trace id ${error.traceId}`}
        </p>
      )}
      <p className="alert-actions">
        <button type="submit" className="button button-small button-strong" disabled={sending}>
          {VERBS[action]}
        </button>
        <button type="button" className="button button-small" onClick={close}>
          Cancel
        </button>
      </p>
    </form>
  );
}
