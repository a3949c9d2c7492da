import type { Dashboard } from '../data/useDashboard';
import { formatSeconds } from '../format/durations';
import { formatCount, formatPerMinute, formatPoints, formatRate, formatShare } from '../format/numbers';
import type { Filter } from '../state/urlState';
import { compare, compareByShare } from '../stats/compare';
import type { Coverage } from '../stats/coverage';
import { figuresOf, type Figures } from '../stats/figures';
import { Delta } from './Delta';
import { Skeleton } from './Skeleton';
import { StatCard } from './StatCard';

interface CardsProps {
  dashboard: Dashboard;
  filter: Filter | null;
}

/** The four figures at the top, each beside that of the period before. */
export function Cards({ dashboard, filter }: CardsProps) {
  const { realtime, trending, regions, devices, previous } = dashboard;
  if (realtime.data === null && realtime.error === null) return <div className="cards">{[0, 1, 2, 3].map((n) => <Skeleton key={n} className="card" lines={3} />)}</div>;

  const now = figuresOf({ realtime: realtime.data, trending: trending.data, regions: regions.data, devices: devices.data }, filter);
  const before = newIfNone(figuresOf(previous, filter));
  const perMinute = ratePerMinute(now.downloads, dashboard.coverage);
  const perMinuteBefore = ratePerMinute(before.downloads, dashboard.previousCoverage);
  const notKept = filter === null ? null : <span className="muted">not kept by {filter.kind}</span>;

  return (
    <div className="cards" aria-busy={realtime.stale}>
      <StatCard label="Downloads per minute" value={formatPerMinute(perMinute)} unit="/min" hint={`${formatCount(now.downloads)} downloads in the range, by the time that has passed in its windows`}>
        <Delta comparison={compareByShare(perMinute, perMinuteBefore)} change={(c) => formatShare(c.ratio)} previous={formatPerMinute} moreIsGood={null} />
      </StatCard>
      <StatCard label="Active contents" value={formatCount(now.contents)} hint="Contents with at least one download in the range">
        {notKept ?? <Delta comparison={compare(now.contents, before.contents, 0.5)} change={(c) => signed(c.difference)} previous={formatCount} moreIsGood={null} />}
      </StatCard>
      <StatCard label="Success rate" value={formatRate(now.successRate)} hint="Successful downloads divided by all of the range">
        <Delta comparison={compare(now.successRate, before.successRate, 0.0005)} change={(c) => formatPoints(c.difference)} previous={formatRate} moreIsGood />
      </StatCard>
      <StatCard label="Average download time" value={formatSeconds(now.downloadTime)} hint="Mean duration of the successful downloads of the range">
        {notKept ?? <Delta comparison={compareByShare(now.downloadTime, before.downloadTime)} change={(c) => formatShare(c.ratio)} previous={formatSeconds} moreIsGood={false} notable={0.05} />}
      </StatCard>
    </div>
  );
}

/** Without a download before, rates and times of now are new ones, and not ones that cannot be compared. */
function newIfNone(before: Figures): Figures {
  return before.downloads === 0 ? { downloads: 0, contents: 0, successRate: 0, downloadTime: 0 } : before;
}

function ratePerMinute(downloads: number | null, covered: Coverage | null): number | null {
  return downloads === null || covered?.minutes == null ? null : downloads / covered.minutes;
}

function signed(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${formatCount(Math.abs(difference))}`;
}
