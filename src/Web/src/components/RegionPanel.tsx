import type { Regions } from '../api/types';
import type { Feed } from '../data/useFeed';
import { formatCount, formatPoints, formatRate, formatShare, formatSpeed } from '../format/numbers';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { compare, compareByShare } from '../stats/compare';
import { healthReason, worstFirst } from '../stats/health';
import { CsvButton } from './CsvButton';
import { Delta } from './Delta';
import { Nothing } from './Nothing';
import { Panel } from './Panel';
import { RowButton } from './RowButton';
import { StatusWord } from './StatusWord';

interface RegionPanelProps {
  feed: Feed<Regions>;
  previous: Regions | null;
  state: PageState;
  update: UpdateState;
}

export function RegionPanel({ feed, previous, state, update }: RegionPanelProps) {
  const before = new Map(previous?.data.map((region) => [region.region, region]));
  const regions = feed.data?.data;
  return (
    <Panel
      title="Regions" lines={9} feed={feed} className="area-regions"
      note={state.filter?.kind === 'content' || state.filter?.kind === 'device' ? `all ${state.filter.kind}s` : undefined}
      actions={
        <CsvButton
          name="regions" of="regions" header={['region', 'health_status', 'success_rate', 'avg_speed_mbps', 'downloads']}
          rows={regions === undefined ? null : () => worstFirst(regions).map((r) => [r.region, r.health_status, r.success_rate, r.avg_speed, r.downloads])}
        />
      }
    >
      {(data) => data.data.length === 0 ? <Nothing>No region had a download in this range.</Nothing> : (
        <div className="scroll" tabIndex={0} role="region" aria-label="Table of regions">
          <table>
            <thead>
              <tr><th scope="col">Region</th><th scope="col">Status and why</th><th scope="col" className="num">Success rate</th><th scope="col" className="num">Mean speed</th><th scope="col" className="num">Downloads</th></tr>
            </thead>
            <tbody>
              {worstFirst(data.data).map((region) => (
                <tr key={region.region} className={state.filter?.kind === 'region' && state.filter.value === region.region ? 'selected' : undefined}>
                  <th scope="row"><RowButton own={{ kind: 'region', value: region.region }} filter={state.filter} setFilter={(filter) => update({ filter })}>{region.region}</RowButton></th>
                  <td><StatusWord status={region.health_status} /><span className="second muted">{healthReason(region.health_status, region.success_rate)}</span></td>
                  <td className="num">{formatRate(region.success_rate)}<span className="second"><Delta comparison={compare(region.success_rate, previousOf(previous, before.get(region.region)?.success_rate), 0.0005)} change={(c) => formatPoints(c.difference)} moreIsGood /></span></td>
                  <td className="num">{formatSpeed(region.avg_speed)}<span className="second"><Delta comparison={compareByShare(region.avg_speed, previousOf(previous, before.get(region.region)?.avg_speed ?? undefined))} change={(c) => formatShare(c.ratio)} moreIsGood notable={0.05} /></span></td>
                  <td className="num">{formatCount(region.downloads)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

/** 0 stands for "not there before", which the comparison calls new. */
function previousOf(previous: Regions | null, value: number | undefined): number | null {
  return previous === null ? null : (value ?? 0);
}
