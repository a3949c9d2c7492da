import { Bar } from './Bar';

interface DetailBreakdownProps {
  title: string;
  /** What is counted, for the sentence shown if there are none. */
  of: string;
  rows: readonly { name: string; value: number; text: string }[];
}

/** Parts of a total, largest first, as a table with a bar in each row. */
export function DetailBreakdown({ title, of, rows }: DetailBreakdownProps) {
  const most = Math.max(...rows.map((row) => row.value), 1);
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {rows.length === 0 ? (
        <p className="muted">No {of}.</p>
      ) : (
        <table className="breakdown">
          <tbody>
            {rows.map(({ name, value, text }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="breakdown-bar">
                  <Bar share={value / most} failed={0} />
                </td>
                <td className="num">{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
