import type { RankChange } from '../stats/rank';

const places = (n: number) => `${n} ${n === 1 ? 'place' : 'places'}`;

/** Change of a content's rank against the previous period. */
export function RankMark({ change }: { change: RankChange }) {
  switch (change.kind) {
    case 'unknown':
      return <span className="rank muted" />;
    case 'new':
      return (
        <span className="rank">
          <strong>new</strong>
        </span>
      );
    case 'same':
      return (
        <span className="rank muted" title="Same rank as in the previous period">
          =<span className="sr-only"> same rank</span>
        </span>
      );
    case 'up':
      return (
        <span className="rank good" title={`Up ${places(change.places)}`}>
          <span aria-hidden="true">▲{change.places}</span>
          <span className="sr-only">up {places(change.places)}</span>
        </span>
      );
    case 'down':
      return (
        <span className="rank bad" title={`Down ${places(change.places)}`}>
          <span aria-hidden="true">▼{change.places}</span>
          <span className="sr-only">down {places(change.places)}</span>
        </span>
      );
  }
}
