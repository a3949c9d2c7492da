import { Fragment } from 'react';
import type { Pipeline } from '../api/types';
import { formatCount } from '../format/numbers';

/** appended = counted + late + dead letters + lag, plus offsets without a record if a topic has any: every record is accounted for. */
export function Equation({ pipeline }: { pipeline: Pipeline }) {
  const { totals, accounting } = pipeline;
  if (totals.appended === null) return <p className="muted">{accounting.equation}</p>;
  const terms = [
    { sign: '', name: 'appended', value: totals.appended },
    { sign: accounting.balanced === true ? '=' : '≠', name: 'counted', value: totals.counted },
    { sign: '+', name: 'late', value: totals.late },
    { sign: '+', name: 'dead letters', value: totals.dead_lettered },
    ...(totals.absent === 0 ? [] : [{ sign: '+', name: 'offsets without a record', value: totals.absent }]),
    ...(totals.missing === 0 ? [] : [{ sign: '+', name: 'lost by the log', value: totals.missing }]),
    { sign: '+', name: 'lag', value: totals.lag_records },
  ];
  return (
    <>
      <p className="equation" aria-label={accounting.equation}>
        {terms.map(({ sign, name, value }) => (
          <Fragment key={name}>
            {sign === '' ? null : <span className="equation-sign">{sign}</span>}
            <span className="equation-term">
              <strong>{formatCount(value)}</strong>
              <span className="muted">{name}</span>
            </span>
          </Fragment>
        ))}
      </p>
      {accounting.balanced === true ? (
        <p className="status status-healthy">
          <span aria-hidden="true">●</span> All appended records are accounted for, in every partition.
        </p>
      ) : (
        <p className="status status-critical">
          <span aria-hidden="true">■</span> Does not add up in {accounting.unbalanced_partitions.map((n) => `partition ${n}`).join(', ')}.
        </p>
      )}
    </>
  );
}
