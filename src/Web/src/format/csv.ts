export type Cell = string | number | boolean | null;

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
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
