import { describe, expect, it } from 'vitest';
import { toCsv } from '../src/format/csv';

describe('toCsv', () => {
  it('writes a header and rows', () => expect(toCsv(['a', 'b'], [[1, 'x'], [null, true]])).toBe('a,b\r\n1,x\r\n,true\r\n'));
  it('quotes what would break a row', () => expect(toCsv(['a'], [['x,"y"\nz']])).toBe('a\r\n"x,""y""\nz"\r\n'));
  it('makes no formula of a text, and leaves numbers alone', () => expect(toCsv(['a', 'b'], [['=1+1', -5]])).toBe("a,b\r\n'=1+1,-5\r\n"));
});
