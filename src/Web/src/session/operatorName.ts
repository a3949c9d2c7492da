const STORED = 'streampulse.name';

/** The name for acknowledging alerts without sign-in; empty until it is given. */
export function readOperatorName(): string {
  try {
    return window.localStorage.getItem(STORED) ?? '';
  } catch {
    return ''; // Storage is disabled: the page asks each time.
  }
}

export function keepOperatorName(name: string): void {
  try {
    window.localStorage.setItem(STORED, name);
  } catch {
    // As above.
  }
}
