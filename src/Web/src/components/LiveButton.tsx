import { formatCount } from '../format/numbers';
import { formatDateTime, type Zone } from '../format/times';

interface LiveButtonProps {
  /** ISO time at which the page is paused; null while live. */
  at: string | null;
  held: number;
  /** Whether updates are arriving. */
  flowing: boolean;
  zone: Zone;
  toggle: () => void;
}

/** Live or paused, and how many updates the pause holds back. */
export function LiveButton({ at, held, flowing, zone, toggle }: LiveButtonProps) {
  if (at === null)
    return (
      <button type="button" className="button" onClick={toggle} aria-keyshortcuts="p">
        <span aria-hidden="true" className={flowing ? 'live-dot' : 'live-dot live-dot-off'} /> Live<span className="live-verb">Pause</span>
      </button>
    );
  return (
    <span className="paused">
      <button type="button" className="button button-strong" onClick={toggle} aria-keyshortcuts="p">
        <span aria-hidden="true">▶</span> Go live
      </button>
      <span>
        Paused at {formatDateTime(at, zone)} · <strong>{formatCount(held)}</strong> {held === 1 ? 'update' : 'updates'} held
      </span>
    </span>
  );
}
