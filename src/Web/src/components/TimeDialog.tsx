import { useEffect, useRef, useState, type FormEvent } from 'react';
import { formatMinutes } from '../format/durations';
import { fromField, toField, zoneName, type Zone } from '../format/times';
import { RANGES, type PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';

interface TimeDialogProps {
  state: PageState;
  update: UpdateState;
  close: () => void;
}

const ZONES: readonly Zone[] = ['local', 'utc'];

/** Selects a range in the past: its length, its end and the time zone. */
export function TimeDialog({ state, update, close }: TimeDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [range, setRange] = useState(state.range);
  const [zone, setZone] = useState(state.zone);
  const [until, setUntil] = useState(() => toField(state.at ?? Date.now(), state.zone));
  useEffect(() => dialog.current?.showModal(), []);

  const changeZone = (next: Zone) => {
    const moment = fromField(until, zone);
    if (moment !== null) setUntil(toField(moment, next));
    setZone(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update({ range, zone, at: fromField(until, zone) });
    close();
  };

  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="time-title">
      <form className="time-form" onSubmit={submit}>
        <h2 id="time-title">Go to a time</h2>
        <label>
          Last
          <select value={range} onChange={(event) => setRange(RANGES.find((r) => r === Number(event.target.value)) ?? range)}>
            {RANGES.map((minutes) => (
              <option key={minutes} value={minutes}>
                {formatMinutes(minutes)}
              </option>
            ))}
          </select>
        </label>
        <label>
          until
          <input type="datetime-local" step={1} required value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
        <fieldset>
          <legend>Time zone</legend>
          {ZONES.map((option) => (
            <label key={option}>
              <input type="radio" name="zone" checked={zone === option} onChange={() => changeZone(option)} /> {zoneName(option)}
              {option === 'local' ? ' (here)' : ''}
            </label>
          ))}
        </fieldset>
        <p className="dialog-actions">
          <button type="submit" className="button button-strong">
            Show
          </button>
          {state.at === null ? null : (
            <button
              type="button"
              className="button"
              onClick={() => {
                update({ at: null });
                close();
              }}
            >
              Go live
            </button>
          )}
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
        </p>
      </form>
    </dialog>
  );
}
