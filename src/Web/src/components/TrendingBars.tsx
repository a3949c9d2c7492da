import { formatCount, formatRate } from '../format/numbers';
import { rankChange } from '../stats/rank';
import { Bar } from './Bar';
import { RankMark } from './RankMark';
import { RowButton } from './RowButton';
import type { TrendingProps } from './TrendingProps';

export function TrendingBars({ items, previous, filter, setFilter }: TrendingProps) {
  const most = Math.max(...items.map((item) => item.total_downloads), 1);
  return (
    <>
      <ol className="bars">
        {items.map((item, index) => (
          <li key={item.content_id} className="bars-row">
            <span className="bars-rank">{index + 1}</span>
            <RankMark change={rankChange(item.content_id, index, previous)} />
            <RowButton own={{ kind: 'content', value: item.content_id }} filter={filter} setFilter={setFilter}>
              {item.title || item.content_id}
            </RowButton>
            <Bar share={item.total_downloads / most} failed={item.failed_downloads / Math.max(item.total_downloads, 1)} />
            <span className="bars-value">{formatCount(item.total_downloads)}</span>
            <span className="bars-side muted">{formatRate(item.success_rate)}</span>
          </li>
        ))}
      </ol>
      <p className="legend muted">
        <span>
          <span className="key key-fill" /> succeeded
        </span>{' '}
        <span>
          <span className="key key-failed" /> failed
        </span>{' '}
        <span className="legend-end">downloads · success rate</span>
      </p>
    </>
  );
}
