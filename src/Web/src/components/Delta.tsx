import type { Comparison } from '../stats/compare';

interface DeltaProps {
  comparison: Comparison;
  /** Text of the change, with its sign. */
  change: (comparison: Extract<Comparison, { kind: 'change' }>) => string;
  /** Text of the previous period's value; without it only the change is shown. */
  previous?: (value: number) => string;
  /** Whether more is better; null if neither. */
  moreIsGood: boolean | null;
  /** Smaller relative changes are not coloured. */
  notable?: number;
}

/** Change against the previous period: an arrow and text, with colour as an addition. */
export function Delta({ comparison, change, previous, moreIsGood, notable = 0.01 }: DeltaProps) {
  switch (comparison.kind) {
    case 'unknown':
      return <span className="delta muted">{previous === undefined ? '' : 'no previous value'}</span>;
    case 'new':
      return (
        <span className="delta">
          <strong>new</strong>
          {previous === undefined ? null : <span className="muted"> none before</span>}
        </span>
      );
    case 'same':
      return <span className="delta muted">= unchanged</span>;
    case 'change': {
      const up = comparison.difference > 0;
      const tone = moreIsGood === null || Math.abs(comparison.ratio) < notable ? '' : up === moreIsGood ? 'good' : 'bad';
      return (
        <span className="delta">
          <strong className={tone}>
            <span aria-hidden="true">{up ? '▲' : '▼'}</span> {change(comparison)}
          </strong>
          {previous === undefined ? null : <span className="muted"> from {previous(comparison.previous)}</span>}
        </span>
      );
    }
  }
}
