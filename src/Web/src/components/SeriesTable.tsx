import { formatCount, formatRate, NONE } from '../format/numbers';
import { formatDateTime, type Zone } from '../format/times';
import { marksAt, type AlertMark } from '../stats/alertMarks';
import type { SeriesPoint } from '../stats/series';

interface SeriesTableProps {
  points: readonly SeriesPoint[];
  marks: readonly AlertMark[];
  zone: Zone;
}

/** The time series as a table, newest window first; gaps are shown as rows. */
export function SeriesTable({ points, marks, zone }: SeriesTableProps) {
  return (
    <div className="scroll scroll-tall" tabIndex={0} role="region" aria-label="Time series as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Window start</th>
            <th scope="col" className="num">
              Downloads
            </th>
            <th scope="col" className="num">
              Success
            </th>
            <th scope="col">State</th>
            <th scope="col">Alerts</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.startMs}>
              <th scope="row">{formatDateTime(point.startMs, zone)}</th>
              <td className="num">{formatCount(point.downloads)}</td>
              <td className="num">{formatRate(point.rate)}</td>
              <td className="muted">{point.downloads === null ? 'no downloads' : point.open ? 'open, still counting' : 'closed'}</td>
              <td>
                {marksAt(marks, point.startMs)
                  .map((mark) => mark.text)
                  .join('; ') || <span className="muted">none</span>}
              </td>
            </tr>
          ))}
          {points.length === 0 ? (
            <tr>
              <td colSpan={5}>{NONE}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}
