import type { ReactNode } from 'react';
import type { Summary } from '../api/types';
import type { Feed } from '../data/useFeed';
import { formatDownloadTime } from '../format/durations';
import { formatCount, formatGigabytes, formatPerMinute, formatPoints, formatRate, formatShare } from '../format/numbers';
import type { Filter } from '../state/urlState';
import { compare, compareByShare } from '../stats/compare';
import { Delta } from './Delta';
import { Nothing } from './Nothing';
import { Skeleton } from './Skeleton';
import { StatCard } from './StatCard';

interface CardsProps {
  feed: Feed<Summary>;
  filter: Filter | null;
}

/** The five figures at the top, each compared with the previous period. */
export function Cards({ feed, filter }: CardsProps) {
  if (feed.data === null)
    return (
      <div className="cards">
        {[0, 1, 2, 3, 4].map((n) =>
          feed.error === null ? (
            <Skeleton key={n} className="card" lines={3} />
          ) : (
            <div key={n} className="card">
              <Nothing>No data yet.</Nothing>
            </div>
          ),
        )}
      </div>
    );

  const now = feed.data.current;
  const before = feed.data.previous;
  // Without downloads in the previous period, current rates and durations are new, not incomparable.
  const earlier = (value: number | null) => (before.total_downloads === 0 ? 0 : value);
  const unlessNotKept = (value: number | null, delta: ReactNode) =>
    value === null && filter !== null && now.total_downloads > 0 ? <span className="muted">not available by {filter.kind}</span> : delta;

  return (
    <div className="cards" aria-busy={feed.stale}>
      <StatCard
        label="Downloads per minute"
        value={formatPerMinute(now.downloads_per_minute)}
        unit="/min"
        hint={`${formatCount(now.total_downloads)} downloads in the range, divided by its elapsed time`}
      >
        <Delta
          comparison={compareByShare(now.downloads_per_minute, before.downloads_per_minute)}
          change={(c) => formatShare(c.ratio)}
          previous={formatPerMinute}
          moreIsGood={null}
        />
      </StatCard>
      <StatCard label="Active contents" value={formatCount(now.unique_content)} hint="Contents with at least one download in the range">
        {unlessNotKept(
          now.unique_content,
          <Delta
            comparison={compare(now.unique_content, earlier(before.unique_content), 0.5)}
            change={(c) => signed(c.difference)}
            previous={formatCount}
            moreIsGood={null}
          />,
        )}
      </StatCard>
      <StatCard
        label="Success rate"
        value={formatRate(now.success_rate)}
        hint={`${formatCount(now.failed_downloads)} of ${formatCount(now.total_downloads)} downloads of the range did not succeed`}
      >
        <Delta
          comparison={compare(now.success_rate, earlier(before.success_rate), 0.0005)}
          change={(c) => formatPoints(c.difference)}
          previous={formatRate}
          moreIsGood
        />
      </StatCard>
      <StatCard
        label="p95 duration"
        value={formatDownloadTime(now.duration_p95_seconds)}
        hint={
          now.duration_p95_seconds === 0
            ? 'The events of the range have no durations'
            : '95 of 100 successful downloads of the range took at most this long'
        }
      >
        {unlessNotKept(
          now.duration_p95_seconds,
          <Delta
            comparison={compareByShare(now.duration_p95_seconds, earlier(before.duration_p95_seconds))}
            change={(c) => formatShare(c.ratio)}
            previous={formatDownloadTime}
            moreIsGood={false}
            notable={0.05}
          />,
        )}
      </StatCard>
      <StatCard
        label="Data per minute"
        value={formatGigabytes(now.gb_per_minute)}
        unit="GB/min"
        hint={`${formatGigabytes(now.total_size_gb)} GB in the range`}
      >
        <Delta
          comparison={compareByShare(now.gb_per_minute, before.gb_per_minute)}
          change={(c) => formatShare(c.ratio)}
          previous={formatGigabytes}
          moreIsGood={null}
        />
      </StatCard>
    </div>
  );
}

function signed(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${formatCount(Math.abs(difference))}`;
}
