export type Cell = string | number | boolean | null;

/**
 * Comma-separated values, RFC 4180: lines end in CR LF, nulls are empty. Text that a spreadsheet would take for a formula gets a leading
 * apostrophe, since titles and names come from whoever sends events.
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
