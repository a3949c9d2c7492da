import { describe, expect, it } from 'vitest';
import { paths } from '../src/api/paths';
import { questionsAt } from '../src/data/question';
import { fromField, toField } from '../src/format/times';

describe('paths', () => {
  const region = { kind: 'region', value: 'EU & more' } as const;
  it('of a summary name what it is of, and a device has none', () => {
    expect(paths.summary(5, null, null)).toBe('api/stats/summary?minutes=5');
    expect(paths.summary(5, region, '2026-03-01T12:00:00.000Z')).toBe(
      'api/stats/summary?minutes=5&as_of=2026-03-01T12%3A00%3A00.000Z&region=EU+%26+more'
    );
    expect(paths.summary(5, { kind: 'content', value: 'x' }, null)).toBe('api/stats/summary?minutes=5&content_id=x');
  });
  it('of a detail begin alike for one key, whatever its range', () => {
    expect(paths.detail(region, 15, null)).toBe('api/stats/region?region=EU+%26+more&minutes=15&live=true');
    expect(paths.detail({ kind: 'content', value: 'x' }, 15, null).startsWith(paths.detailOf({ kind: 'content', value: 'x' }))).toBe(true);
    expect(
      paths.detail({ kind: 'content', value: 'xy' }, 15, null).startsWith(paths.detailOf({ kind: 'content', value: 'x' }))
    ).toBe(false);
  });
  it('of alerts leave out what is not asked for', () =>
    expect(
      paths.alerts({ state: 'open', severity: null, region: null, from: null, to: null, limit: 50 })
    ).toBe('api/alerts?state=open&limit=50'));
});

describe('fields for date and time', () => {
  it('are read in the zone that they are shown in', () => {
    expect(toField('2026-03-01T12:00:05.900Z', 'utc')).toBe('2026-03-01T12:00:05');
    expect(fromField('2026-03-01T12:00:05', 'utc')).toBe('2026-03-01T12:00:05.000Z');
    expect(fromField(toField('2026-07-01T12:00:05.000Z', 'local'), 'local')).toBe('2026-07-01T12:00:05.000Z');
  });
  it('have no time when they are empty or unreadable', () => {
    expect(fromField('', 'utc')).toBeNull();
    expect(fromField('soon', 'local')).toBeNull();
  });
});

describe('questionsAt', () => {
  const path = (asOf: string | null) => `api/x?as_of=${asOf}`;
  it('keep what was on the screen when the page is paused, and ask where it was opened at a time', () => {
    expect(questionsAt(null, null)(path)).toEqual({ path: 'api/x?as_of=null', held: null });
    expect(questionsAt('T', 'T')(path)).toEqual({ path: 'api/x?as_of=T', held: 'api/x?as_of=null' });
    expect(questionsAt('T', null)(path).held).toBeNull();
    expect(questionsAt('T', 'earlier')(path).held).toBeNull();
  });
});
