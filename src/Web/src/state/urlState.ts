import type { Severity } from '../api/types';

export const RANGES = [1, 5, 15, 30, 60] as const;
export const SPANS = [15, 60, 360, 1440] as const;
export const TOPS = [5, 20] as const;
export const PANELS = ['series', 'trending', 'devices'] as const;
const SEVERITIES = ['CRITICAL', 'WARNING', 'INFO'] as const satisfies readonly Severity[];
export const ALERT_STATES = ['open', 'resolved', 'all'] as const;
const FILTER_KINDS = ['region', 'content', 'device'] as const;

export type FilterKind = (typeof FILTER_KINDS)[number];
export type PanelId = (typeof PANELS)[number];

export interface Filter {
  kind: FilterKind;
  value: string;
}

/** Everything that determines what the page shows. */
export interface PageState {
  view: 'overview' | 'pipeline';
  /** Length of the range in minutes. */
  range: (typeof RANGES)[number];
  /** Length of the time series in minutes; null derives it from the range. */
  span: (typeof SPANS)[number] | null;
  /** Number of contents in the trending list. */
  top: (typeof TOPS)[number];
  /** One filter at a time: there is no data by two dimensions. */
  filter: Filter | null;
  severity: Severity | null;
  /** Which alerts are listed. */
  alerts: (typeof ALERT_STATES)[number];
  /** ISO time at which the page is paused; null while live. */
  at: string | null;
  /** Panels that show a table instead of the chart. */
  tables: readonly PanelId[];
  zone: 'local' | 'utc';
  /** Null follows the system. */
  theme: 'light' | 'dark' | null;
}

export const DEFAULT_STATE: PageState = {
  view: 'overview', range: 5, span: null, top: 5, filter: null, severity: null, alerts: 'open', at: null, tables: [], zone: 'local',
  theme: null,
};

/** Parses a query string; unreadable values become the default. */
export function parseState(search: string): PageState {
  const query = new URLSearchParams(search);
  return {
    view: query.get('view') === 'pipeline' ? 'pipeline' : 'overview',
    range: oneOf(RANGES, Number(query.get('range')), DEFAULT_STATE.range),
    span: oneOf(SPANS, Number(query.get('span')), null),
    top: oneOf(TOPS, Number(query.get('top')), DEFAULT_STATE.top),
    filter: parseFilter(query),
    severity: oneOf(SEVERITIES, query.get('severity')?.toUpperCase(), null),
    alerts: oneOf(ALERT_STATES, query.get('alerts'), DEFAULT_STATE.alerts),
    at: parseInstant(query.get('at')),
    tables: PANELS.filter((panel) => (query.get('table') ?? '').split(',').includes(panel)),
    zone: query.get('zone') === 'utc' ? 'utc' : 'local',
    theme: oneOf(['light', 'dark'] as const, query.get('theme'), null),
  };
}

/** The shortest query string that parses to the same state; empty for the default. */
export function formatState(state: PageState): string {
  const query = new URLSearchParams();
  if (state.view !== DEFAULT_STATE.view) query.set('view', state.view);
  if (state.range !== DEFAULT_STATE.range) query.set('range', String(state.range));
  if (state.span !== null) query.set('span', String(state.span));
  if (state.top !== DEFAULT_STATE.top) query.set('top', String(state.top));
  if (state.filter) query.set(state.filter.kind, state.filter.value);
  if (state.severity) query.set('severity', state.severity);
  if (state.alerts !== DEFAULT_STATE.alerts) query.set('alerts', state.alerts);
  if (state.at) query.set('at', state.at);
  if (state.tables.length > 0) query.set('table', state.tables.join(','));
  if (state.zone !== DEFAULT_STATE.zone) query.set('zone', state.zone);
  if (state.theme) query.set('theme', state.theme);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Length of the time series in minutes: longer than the range, so that the range is visible in it. */
export function spanOf(state: Pick<PageState, 'span' | 'range'>): (typeof SPANS)[number] {
  return state.span ?? (state.range <= 5 ? 15 : 60);
}

/** The filter after a click on a row: a second click removes it. */
export function toggleFilter(current: Filter | null, clicked: Filter): Filter | null {
  return current?.kind === clicked.kind && current.value === clicked.value ? null : clicked;
}

function parseFilter(query: URLSearchParams): Filter | null {
  for (const kind of FILTER_KINDS) {
    const value = query.get(kind);
    if (value) return { kind, value };
  }
  return null;
}

function parseInstant(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d\d-\d\dT/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function oneOf<T, D extends T | null>(allowed: readonly T[], value: unknown, otherwise: D): T | D {
  return allowed.includes(value as T) ? (value as T) : otherwise;
}
