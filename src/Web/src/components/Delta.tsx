import type { Comparison } from '../stats/compare';

interface DeltaProps {
  comparison: Comparison;
  /** The change in words, with its sign. */
  change: (comparison: Extract<Comparison, { kind: 'change' }>) => string;
  /** The figure of the period before, in words. */
  previous: (value: number) => string;
  /** Whether more is good; null where it is neither. */
  moreIsGood: boolean | null;
}

/** A figure's change against the period before: arrow, words and only then colour. */
export function Delta({ comparison, change, previous, moreIsGood }: DeltaProps) {
  switch (comparison.kind) {
    case 'unknown':
      return <span className="delta muted">no earlier figure</span>;
    case 'new':
      return <span className="delta"><strong>new</strong> <span className="muted">none before</span></span>;
    case 'same':
      return <span className="delta muted">= as before</span>;
    case 'change': {
      const up = comparison.difference > 0;
      const tone = moreIsGood === null ? '' : up === moreIsGood ? 'good' : 'bad';
      return (
        <span className="delta">
          <strong className={tone}><span aria-hidden="true">{up ? '▲' : '▼'}</span> {change(comparison)}</strong>{' '}
          <span className="muted">from {previous(comparison.previous)}</span>
        </span>
      );
    }
  }
}
