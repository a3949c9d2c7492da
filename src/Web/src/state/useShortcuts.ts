import { useEffect } from 'react';
import { effectOf } from './shortcuts';
import type { PageState } from './urlState';
import type { UpdateState } from './useUrlState';

interface Actions {
  toggleLive: () => void;
  toggleTheme: () => void;
  openHelp: () => void;
  openTime: () => void;
}

/** Handles keyboard shortcuts unless a field or a dialog has the focus. */
export function useShortcuts(state: PageState, update: UpdateState, actions: Actions): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest('input, select, textarea, dialog')) return;
      const effect = effectOf(event.key, state);
      if (effect === null) return;
      event.preventDefault();
      if ('change' in effect) update(effect.change);
      else actions[effect.action]();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
