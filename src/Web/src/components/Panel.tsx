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
  /** Lines of the skeleton before the first answer. */
  lines: number;
  feed: PanelFeed<T>;
  children: (data: T) => ReactNode;
}

/** A part of the page with its own figures. What is known stays while newer figures are on their way or fail to come. */
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
      {feed.data !== null ? children(feed.data) : feed.error !== null ? <Nothing>{feed.error.status === 404 ? feed.error.message : 'No figures yet: the server did not give any.'}</Nothing> : <Skeleton lines={lines} />}
    </section>
  );
}
