import { describe, expect, it } from 'vitest';
import { effectOf } from '../src/state/shortcuts';
import { DEFAULT_STATE, formatState, parseState, spanOf, toggleFilter, type PageState } from '../src/state/urlState';

const FULL: PageState = {
  view: 'pipeline', range: 30, span: 1440, top: 20, filter: { kind: 'content', value: 'a&b=c ü' }, severity: 'CRITICAL', alerts: 'resolved',
  at: '2026-03-01T12:00:00.000Z', tables: ['series', 'devices'], zone: 'utc', theme: 'dark',
};

describe('URL state', () => {
  it('is empty for the default', () => {
    expect(formatState(DEFAULT_STATE)).toBe('');
    expect(parseState('')).toEqual(DEFAULT_STATE);
  });
  it('comes back as it went', () => expect(parseState(formatState(FULL))).toEqual(FULL));
  it('takes the default for what it cannot read', () =>
    expect(
      parseState('?range=7&span=x&top=-1&severity=LOUD&alerts=mine&at=yesterday&table=nothing&zone=mars&theme=pink&view=settings')
    ).toEqual(DEFAULT_STATE));
  it('reads a severity in any case', () => expect(parseState('?severity=warning').severity).toBe('WARNING'));
  it(
    'reads one filter, the first of two',
    () => expect(parseState('?device=iPhone&region=EU-Paris').filter).toEqual({ kind: 'region', value: 'EU-Paris' }),
  );
  it(
    'brings a time with another zone to UTC',
    () => expect(parseState('?at=2026-03-01T14:00:00%2B02:00').at).toBe('2026-03-01T12:00:00.000Z'),
  );
});

describe('toggleFilter', () => {
  const paris = { kind: 'region', value: 'EU-Paris' } as const;
  it('sets, replaces and clears', () => {
    expect(toggleFilter(null, paris)).toEqual(paris);
    expect(toggleFilter({ kind: 'device', value: 'EU-Paris' }, paris)).toEqual(paris);
    expect(toggleFilter(paris, { ...paris })).toBeNull();
  });
});

describe('shortcuts', () => {
  it('choose a range', () => expect(effectOf('3', DEFAULT_STATE)).toEqual({ change: { range: 15 } }));
  it('ignore digits without a range', () => expect(effectOf('9', DEFAULT_STATE)).toBeNull());
  it('clear filters by Escape, and leave the key alone when there are none', () => {
    expect(effectOf('Escape', FULL)).toEqual({ change: { filter: null, severity: null } });
    expect(effectOf('Escape', DEFAULT_STATE)).toBeNull();
  });
  it('show all tables, then none', () => {
    expect(effectOf('t', DEFAULT_STATE)).toEqual({ change: { tables: ['series', 'trending', 'devices'] } });
    expect(effectOf('t', FULL)).toEqual({ change: { tables: [] } });
  });
});

describe('spanOf', () => {
  it('goes by the range unless chosen', () => {
    expect(spanOf({ span: null, range: 5 })).toBe(15);
    expect(spanOf({ span: null, range: 30 })).toBe(60);
    expect(spanOf({ span: 1440, range: 5 })).toBe(1440);
  });
});
