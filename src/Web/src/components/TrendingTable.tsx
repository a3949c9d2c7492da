import { formatCount, formatRate } from '../format/numbers';
import { rankChange } from '../stats/rank';
import { RankMark } from './RankMark';
import { RowButton } from './RowButton';
import type { TrendingProps } from './TrendingProps';

export function TrendingTable({ items, previous, filter, setFilter }: TrendingProps) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Trending contents as a table">
      <table>
        <thead>
          <tr>
            <th scope="col" className="num">
              #
            </th>
            <th scope="col">Change</th>
            <th scope="col">Content</th>
            <th scope="col" className="num">
              Downloads
            </th>
            <th scope="col" className="num">
              Failed
            </th>
            <th scope="col" className="num">
              Success
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <tr key={item.content_id}>
              <td className="num">{index + 1}</td>
              <td>
                <RankMark change={rankChange(item.content_id, index, previous)} />
              </td>
              <th scope="row">
                <RowButton own={{ kind: 'content', value: item.content_id }} filter={filter} setFilter={setFilter}>
                  {item.title || item.content_id}
                </RowButton>
              </th>
              <td className="num">{formatCount(item.total_downloads)}</td>
              <td className="num">{formatCount(item.failed_downloads)}</td>
              <td className="num">{formatRate(item.success_rate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
