import { describe, expect, it } from 'vitest';
import { toCsv } from '../src/format/csv';

describe('toCsv', () => {
  it('writes a header and rows', () => expect(toCsv(['a', 'b'], [[1, 'x'], [null, true]])).toBe('a,b\r\n1,x\r\n,true\r\n'));
  it('quotes what would break a row', () => expect(toCsv(['a'], [['x,"y"\nz']])).toBe('a\r\n"x,""y""\nz"\r\n'));
  it('makes no formula of a text, and leaves numbers alone', () => expect(toCsv(['a', 'b'], [['=1+1', -5]])).toBe("a,b\r\n'=1+1,-5\r\n"));
  it.each(['\n=1', ' =1', '\u00A0@x', '\uFEFF-1', '\u200B+1', '\uFF1D1', '\uFF0B1', '\uFF0D1', '\uFF20x', '\u22121'])(
    'sees a formula in %j', (text) => expect(toCsv(['a'], [[text]])).toContain(`'${text}`));
  it.each([' a-ha', '1 = 1', '\u2014 a dash'])('sees none in %j', (text) => expect(toCsv(['a'], [[text]])).toBe(`a\r\n${text}\r\n`));
});
