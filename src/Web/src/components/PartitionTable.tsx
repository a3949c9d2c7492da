import type { PartitionItem } from '../api/types';
import { formatAge, formatSeconds } from '../format/durations';
import { formatCount, NONE } from '../format/numbers';
import { formatDateTime, type Zone } from '../format/times';

interface PartitionTableProps {
  partitions: readonly PartitionItem[];
  unbalanced: readonly number[];
  /** When the response was computed, epoch ms. */
  asOfMs: number;
  zone: Zone;
}

export function PartitionTable({ partitions, unbalanced, asOfMs, zone }: PartitionTableProps) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Table of partitions">
      <table>
        <thead>
          <tr>
            <th scope="col" className="num">
              Partition
            </th>
            <th scope="col">Source</th>
            <th scope="col" className="num">
              Next offset
            </th>
            <th scope="col" className="num">
              End offset
            </th>
            <th scope="col" className="num">
              Lag
            </th>
            <th scope="col" className="num">
              Lag in time
            </th>
            <th scope="col">Watermark</th>
            <th scope="col" className="num">
              Behind
            </th>
            <th scope="col" className="num">
              Counted
            </th>
            <th scope="col" className="num">
              Late
            </th>
            <th scope="col" className="num">
              Dead letters
            </th>
            <th scope="col" className="num">
              Checkpoint age
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {partitions.map((p) => (
            <tr key={p.partition}>
              <th scope="row" className="num">
                {p.partition}
              </th>
              <td>{p.source ?? NONE}</td>
              <td className="num">{formatCount(p.next_offset)}</td>
              <td className="num">{formatCount(p.end_offset)}</td>
              <td className="num">{formatCount(p.lag_records)}</td>
              <td className="num">{formatSeconds(p.lag_seconds)}</td>
              <td>{formatDateTime(p.watermark, zone)}</td>
              <td className="num">{p.watermark === null ? NONE : formatAge(asOfMs - Date.parse(p.watermark))}</td>
              <td className="num">{formatCount(p.counted)}</td>
              <td className="num">{formatCount(p.late)}</td>
              <td className="num">{formatCount(p.dead_lettered)}</td>
              <td className="num">{formatSeconds(p.checkpoint_age_seconds)}</td>
              <td>{stateOf(p, unbalanced)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function stateOf(partition: PartitionItem, unbalanced: readonly number[]) {
  if (unbalanced.includes(partition.partition))
    return (
      <span className="status status-critical">
        <span aria-hidden="true">■</span> does not add up
      </span>
    );
  if (partition.sealed && partition.lag_records === 0) return <span className="muted">sealed, done</span>;
  if (partition.lag_records === null) return <span className="muted">end unknown</span>;
  if (partition.lag_records > 0) return 'reading';
  return partition.phase === 'idle' ? 'caught up, idle' : 'caught up';
}
