const STORED = 'streampulse.name';

/** The name under which alerts are acknowledged where nobody signs in; empty until it was given. */
export function readOperatorName(): string {
  try {
    return window.localStorage.getItem(STORED) ?? '';
  } catch {
    return ''; // Storage is switched off: the page asks each time.
  }
}

export function keepOperatorName(name: string): void {
  try {
    window.localStorage.setItem(STORED, name);
  } catch {
    // As above.
  }
}
