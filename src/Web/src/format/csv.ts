export type Cell = string | number | boolean | null;

/**
 * A sign that makes a formula, also full-width or small, and behind blanks and invisible characters; or a tab, carriage return or line
 * feed in front. The same as in the API's CSV.
 */
const FORMULA = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212])/u;

/**
 * Comma-separated values, RFC 4180: lines end with CR LF, nulls are empty. Text that a spreadsheet would treat as a formula is prefixed
 * with an apostrophe, because titles and names come from event producers.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
