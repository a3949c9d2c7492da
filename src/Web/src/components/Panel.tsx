import { useId, type ReactNode } from 'react';
import type { ApiError } from '../api/ApiError';
import { Nothing } from './Nothing';
import { Skeleton } from './Skeleton';

interface PanelFeed<T> {
  data: T | null;
  error: ApiError | null;
  stale: boolean;
  retry: () => void;
}

interface PanelProps<T> {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** Lines of the skeleton before the first response. */
  lines: number;
  feed: PanelFeed<T>;
  children: (data: T) => ReactNode;
}

/** A section of the page with its own data. It keeps its data while newer data loads or fails to load. */
export function Panel<T>({ title, note, actions, className = '', lines, feed, children }: PanelProps<T>) {
  const heading = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={heading} aria-busy={feed.stale}>
      <header className="panel-head">
        <h2 id={heading}>{title}</h2>
        {note === undefined ? null : <span className="panel-note muted">{note}</span>}
        {feed.error !== null ? (
          <button type="button" className="tag tag-warn" onClick={feed.retry} title={`${feed.error.title} Click to retry.`}>
            <span aria-hidden="true">! </span>not updated<span className="sr-only">, retry</span>
          </button>
        ) : null}
        <span className="panel-actions">{actions}</span>
      </header>
      {feed.data !== null ? (
        children(feed.data)
      ) : feed.error !== null ? (
        <Nothing>{feed.error.status === 404 ? feed.error.message : 'No data yet: the server returned none.'}</Nothing>
      ) : (
        <Skeleton lines={lines} />
      )}
    </section>
  );
}
