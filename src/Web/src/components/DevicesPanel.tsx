import type { Devices } from '../api/types';
import type { Feed } from '../data/useFeed';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { DeviceBars } from './DeviceBars';
import { DeviceTable } from './DeviceTable';
import { Nothing } from './Nothing';
import { Panel } from './Panel';
import { TableToggle } from './TableToggle';

interface DevicesPanelProps {
  feed: Feed<Devices>;
  state: PageState;
  update: UpdateState;
}

export function DevicesPanel({ feed, state, update }: DevicesPanelProps) {
  const View = state.tables.includes('devices') ? DeviceTable : DeviceBars;
  return (
    <Panel
      title="Devices" lines={4} feed={feed} className="area-devices"
      note={state.filter?.kind === 'content' || state.filter?.kind === 'region' ? `all ${state.filter.kind}s` : undefined}
      actions={<TableToggle panel="devices" of="devices" tables={state.tables} setTables={(tables) => update({ tables })} />}
    >
      {(data) => data.data.length === 0
        ? <Nothing>No device had a download in this range.</Nothing>
        : <View items={data.data} filter={state.filter} setFilter={(filter) => update({ filter })} />}
    </Panel>
  );
}
