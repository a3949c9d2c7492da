import { toCsv, type Cell } from '../format/csv';

interface CsvButtonProps {
  /** Of the file, without its ending. */
  name: string;
  /** What the file holds, for the button's name. */
  of: string;
  header: readonly string[];
  /** The rows on screen; null before there are any. */
  rows: (() => readonly (readonly Cell[])[]) | null;
}

/** Saves the figures on screen as they came from the API, unrounded by the page. */
export function CsvButton({ name, of, header, rows }: CsvButtonProps) {
  const save = () => {
    if (rows === null) return;
    const address = URL.createObjectURL(new Blob([toCsv(header, rows())], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `streampulse-${name}.csv`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return <button type="button" className="button button-small" onClick={save} disabled={rows === null} aria-label={`Save ${of} as CSV`}>CSV</button>;
}
