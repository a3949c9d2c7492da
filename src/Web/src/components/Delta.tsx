import type { Comparison } from '../stats/compare';

interface DeltaProps {
  comparison: Comparison;
  /** The change in words, with its sign. */
  change: (comparison: Extract<Comparison, { kind: 'change' }>) => string;
  /** The figure of the period before, in words; without it the change stands alone. */
  previous?: (value: number) => string;
  /** Whether more is good; null where it is neither. */
  moreIsGood: boolean | null;
  /** Changes of a smaller share are nobody's success and nobody's fault: no colour. */
  notable?: number;
}

/** A figure's change against the period before: arrow, words and only then colour. */
export function Delta({ comparison, change, previous, moreIsGood, notable = 0.01 }: DeltaProps) {
  switch (comparison.kind) {
    case 'unknown':
      return <span className="delta muted">{previous === undefined ? '' : 'no earlier figure'}</span>;
    case 'new':
      return <span className="delta"><strong>new</strong>{previous === undefined ? null : <span className="muted"> none before</span>}</span>;
    case 'same':
      return <span className="delta muted">= as before</span>;
    case 'change': {
      const up = comparison.difference > 0;
      const tone = moreIsGood === null || Math.abs(comparison.ratio) < notable ? '' : up === moreIsGood ? 'good' : 'bad';
      return (
        <span className="delta">
          <strong className={tone}><span aria-hidden="true">{up ? '▲' : '▼'}</span> {change(comparison)}</strong>
          {previous === undefined ? null : <span className="muted"> from {previous(comparison.previous)}</span>}
        </span>
      );
    }
  }
}
