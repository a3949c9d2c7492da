import { useCallback, useEffect, useState } from 'react';
import { formatState, parseState, type PageState } from './urlState';

export type UpdateState = (change: Partial<PageState>) => void;

/** Changes of these create a browser history entry, so that Back undoes them. */
const OWN_ENTRY: readonly (keyof PageState)[] = ['view', 'range', 'filter', 'severity', 'span'];

/** The page's state, kept in the URL. */
export function useUrlState(): [PageState, UpdateState] {
  const [state, setState] = useState(() => parseState(window.location.search));

  useEffect(() => {
    const read = () => setState(parseState(window.location.search));
    window.addEventListener('popstate', read);
    return () => window.removeEventListener('popstate', read);
  }, []);

  const update = useCallback((change: Partial<PageState>) => {
    const next = { ...parseState(window.location.search), ...change };
    const address = `${window.location.pathname}${formatState(next)}${window.location.hash}`;
    if (OWN_ENTRY.some((key) => key in change)) window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
    setState(next);
  }, []);

  return [state, update];
}
