import type { PanelId } from '../state/urlState';

interface TableToggleProps {
  panel: PanelId;
  /** Content of the chart, for the button's label. */
  of: string;
  tables: readonly PanelId[];
  setTables: (tables: readonly PanelId[]) => void;
}

/** Switches a panel between its chart and a table with the same data. */
export function TableToggle({ panel, of, tables, setTables }: TableToggleProps) {
  const asTable = tables.includes(panel);
  return (
    <button
      type="button" className="button button-small" aria-pressed={asTable} aria-label={`Show ${of} as a table`}
      onClick={() => setTables(asTable ? tables.filter((p) => p !== panel) : [...tables, panel])}
    >
      {asTable ? 'Chart' : 'Table'}
    </button>
  );
}
