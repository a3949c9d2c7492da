import type { RegionItem, Regions } from '../api/types';
import { TREND_MINUTES } from '../data/useDashboard';
import type { Feed } from '../data/useFeed';
import { formatMinutes } from '../format/durations';
import { formatCount, formatPoints, formatRate, formatShare, formatSpeed } from '../format/numbers';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { compare, compareByShare } from '../stats/compare';
import { healthReason, worstFirst } from '../stats/health';
import type { RegionTrend } from '../stats/regionTrends';
import { CsvButton } from './CsvButton';
import { Delta } from './Delta';
import { Nothing } from './Nothing';
import { Panel } from './Panel';
import { RegionTrendLine } from './RegionTrendLine';
import { RowButton } from './RowButton';
import { StatusWord } from './StatusWord';
import { rangeNote } from './unsplitNote';

interface RegionPanelProps {
  feed: Feed<Regions>;
  previous: Regions | null;
  trends: ReadonlyMap<string, RegionTrend>;
  state: PageState;
  update: UpdateState;
}

export function RegionPanel({ feed, previous, trends, state, update }: RegionPanelProps) {
  const before = new Map(previous?.data.map((region) => [region.region, region]));
  const regions = feed.data?.data;
  return (
    <Panel
      title="Regions"
      lines={9}
      feed={feed}
      className="area-regions"
      note={rangeNote(state, 'region')}
      actions={
        <CsvButton
          name="regions"
          of="regions"
          header={['region', 'health_status', 'success_rate', 'avg_speed_mbps', 'downloads']}
          rows={
            regions === undefined
              ? null
              : () => worstFirst(regions).map((r) => [r.region, r.health_status, r.success_rate, r.avg_speed, r.downloads])
          }
        />
      }
    >
      {(data) =>
        data.data.length === 0 ? (
          <Nothing>No region had a download in this range.</Nothing>
        ) : (
          <div className="scroll" tabIndex={0} role="region" aria-label="Table of regions">
            <table>
              <thead>
                <tr>
                  <th scope="col">Region</th>
                  <th scope="col">Status and reason</th>
                  <th scope="col" className="num">
                    Success rate
                  </th>
                  <th scope="col">Trend of {formatMinutes(TREND_MINUTES)}</th>
                  <th scope="col" className="num">
                    Mean speed
                  </th>
                  <th scope="col" className="num">
                    Downloads
                  </th>
                </tr>
              </thead>
              <tbody>
                {worstFirst(data.data).map((region) => (
                  <tr
                    key={region.region}
                    className={state.filter?.kind === 'region' && state.filter.value === region.region ? 'selected' : undefined}
                  >
                    <th scope="row">
                      <RowButton
                        own={{ kind: 'region', value: region.region }}
                        filter={state.filter}
                        setFilter={(filter) => update({ filter })}
                      >
                        {region.region}
                      </RowButton>
                    </th>
                    <Cells region={region} before={before.get(region.region)} known={previous !== null} trend={trends.get(region.region)} />
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Panel>
  );
}

interface CellsProps {
  region: RegionItem;
  /** The same region in the previous period; undefined if it had no download. */
  before: RegionItem | undefined;
  /** Whether the previous period is known. */
  known: boolean;
  trend: RegionTrend | undefined;
}

function Cells({ region, before, known, trend }: CellsProps) {
  // 0 means no downloads before; the comparison then returns "new".
  const earlier = (value: number | null | undefined) => (known ? (value ?? 0) : null);
  return (
    <>
      <td>
        <StatusWord status={region.health_status} />
        <span className="second second-wide muted">{healthReason(region)}</span>
      </td>
      <td className="num">
        {formatRate(region.success_rate)}
        <span className="second">
          <Delta
            comparison={compare(region.success_rate, earlier(before?.success_rate), 0.0005)}
            change={(c) => formatPoints(c.difference)}
            moreIsGood
          />
        </span>
      </td>
      <td>
        <RegionTrendLine trend={trend} />
      </td>
      <td className="num">
        {formatSpeed(region.avg_speed)}
        <span className="second">
          <Delta
            comparison={compareByShare(region.avg_speed === 0 ? null : region.avg_speed, earlier(before?.avg_speed))}
            change={(c) => formatShare(c.ratio)}
            moreIsGood
            notable={0.05}
          />
        </span>
      </td>
      <td className="num">{formatCount(region.downloads)}</td>
    </>
  );
}
