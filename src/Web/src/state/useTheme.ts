import { useCallback, useEffect, useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const STORED = 'streampulse.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(changed: () => void): () => void {
  system.addEventListener('change', changed);
  return () => system.removeEventListener('change', changed);
}

function stored(): Theme | null {
  try {
    const value = window.localStorage.getItem(STORED);
    return value === 'light' || value === 'dark' ? value : null;
  } catch {
    return null; // Storage is disabled: only the URL is used.
  }
}

/** The theme: from the URL, otherwise as chosen before, otherwise the system's. */
export function useTheme(chosen: Theme | null, choose: (theme: Theme | null) => void): [Theme, () => void] {
  const systemTheme: Theme = useSyncExternalStore(subscribe, () => system.matches) ? 'dark' : 'light';
  const theme = chosen ?? stored() ?? systemTheme;
  document.documentElement.dataset['theme'] = theme;

  useEffect(() => {
    if (chosen === null) return;
    try {
      window.localStorage.setItem(STORED, chosen);
    } catch {
      // As above.
    }
  }, [chosen]);

  return [theme, useCallback(() => choose(theme === 'dark' ? 'light' : 'dark'), [choose, theme])];
}
