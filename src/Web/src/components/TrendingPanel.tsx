import type { Trending } from '../api/types';
import type { Feed } from '../data/useFeed';
import { TOPS, type PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { CsvButton } from './CsvButton';
import { Nothing } from './Nothing';
import { Panel } from './Panel';
import { Segmented } from './Segmented';
import { TableToggle } from './TableToggle';
import { TrendingBars } from './TrendingBars';
import { TrendingTable } from './TrendingTable';
import { rangeNote } from './unsplitNote';

interface TrendingPanelProps {
  feed: Feed<Trending>;
  previous: Trending | null;
  state: PageState;
  update: UpdateState;
}

export function TrendingPanel({ feed, previous, state, update }: TrendingPanelProps) {
  const ranks = previous === null ? null : previous.data.map((item) => item.content_id);
  const setFilter = (filter: PageState['filter']) => update({ filter });
  const View = state.tables.includes('trending') ? TrendingTable : TrendingBars;
  const items = feed.data?.data;
  return (
    <Panel
      title="Trending"
      lines={5}
      feed={feed}
      className="area-trending"
      note={rangeNote(state, 'content')}
      actions={
        <>
          <Segmented
            label="How many contents"
            options={TOPS}
            value={state.top}
            text={(n) => `Top ${n}`}
            choose={(top) => update({ top })}
          />
          <TableToggle panel="trending" of="trending contents" tables={state.tables} setTables={(tables) => update({ tables })} />
          <CsvButton
            name="trending"
            of="trending contents"
            header={['content_id', 'title', 'total_downloads', 'successful_downloads', 'failed_downloads', 'success_rate']}
            rows={
              items === undefined
                ? null
                : () =>
                    items.map((c) => [c.content_id, c.title, c.total_downloads, c.successful_downloads, c.failed_downloads, c.success_rate])
            }
          />
        </>
      }
    >
      {(data) =>
        data.data.length === 0 ? (
          <Nothing>No content was downloaded in this range.</Nothing>
        ) : (
          <View items={data.data} previous={ranks} filter={state.filter} setFilter={setFilter} />
        )
      }
    </Panel>
  );
}
