import { toCsv, type Cell } from '../format/csv';

interface CsvButtonProps {
  /** File name without extension. */
  name: string;
  /** Content of the file, for the button's label. */
  of: string;
  header: readonly string[];
  /** The rows on the screen; null before there are any. */
  rows: (() => readonly (readonly Cell[])[]) | null;
}

/** Saves the data on the screen as received from the API, without the page's rounding. */
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
  return (
    <button type="button" className="button button-small" onClick={save} disabled={rows === null} aria-label={`Save ${of} as CSV`}>
      CSV
    </button>
  );
}
