import { PANELS, RANGES, type PageState } from './urlState';

/** The list in the `?` dialog. */
export const SHORTCUTS: readonly { keys: string; does: string }[] = [
  { keys: 'p', does: 'Pause or go live' },
  { keys: '1 – 5', does: 'Range: 1, 5, 15, 30 or 60 minutes' },
  { keys: 'g', does: 'Go to a time' },
  { keys: 'v', does: 'Switch between overview and pipeline' },
  { keys: 't', does: 'Show charts as tables, or back' },
  { keys: 'd', does: 'Dark or light theme' },
  { keys: 'z', does: 'Local time zone or UTC' },
  { keys: 'Esc', does: 'Clear the filters' },
  { keys: '?', does: 'Show this list' },
];

export type ShortcutEffect = { change: Partial<PageState> } | { action: 'toggleLive' | 'toggleTheme' | 'openHelp' | 'openTime' } | null;

/** The effect of a key in a state; null if none. */
export function effectOf(key: string, state: PageState): ShortcutEffect {
  switch (key) {
    case 'p':
      return { action: 'toggleLive' };
    case 'd':
      return { action: 'toggleTheme' };
    case 'g':
      return { action: 'openTime' };
    case '?':
      return { action: 'openHelp' };
    case 'v':
      return { change: { view: state.view === 'overview' ? 'pipeline' : 'overview' } };
    case 't':
      return { change: { tables: state.tables.length > 0 ? [] : PANELS } };
    case 'z':
      return { change: { zone: state.zone === 'utc' ? 'local' : 'utc' } };
    case 'Escape':
      return state.filter === null && state.severity === null ? null : { change: { filter: null, severity: null } };
    default: {
      const range = /^[1-9]$/.test(key) ? RANGES[Number(key) - 1] : undefined;
      return range === undefined ? null : { change: { range } };
    }
  }
}
