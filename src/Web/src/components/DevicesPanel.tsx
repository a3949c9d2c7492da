import type { Devices } from '../api/types';
import type { Feed } from '../data/useFeed';
import type { PageState } from '../state/urlState';
import type { UpdateState } from '../state/useUrlState';
import { DeviceBars } from './DeviceBars';
import { DeviceTable } from './DeviceTable';
import { CsvButton } from './CsvButton';
import { Nothing } from './Nothing';
import { Panel } from './Panel';
import { TableToggle } from './TableToggle';
import { rangeNote } from './unsplitNote';

interface DevicesPanelProps {
  feed: Feed<Devices>;
  state: PageState;
  update: UpdateState;
}

export function DevicesPanel({ feed, state, update }: DevicesPanelProps) {
  const View = state.tables.includes('devices') ? DeviceTable : DeviceBars;
  const items = feed.data?.data;
  return (
    <Panel
      title="Devices" lines={4} feed={feed} className="area-devices"
      note={rangeNote(state, 'device')}
      actions={<>
        <TableToggle panel="devices" of="devices" tables={state.tables} setTables={(tables) => update({ tables })} />
        <CsvButton
          name="devices" of="devices" header={['device', 'total_downloads', 'success_rate', 'avg_speed_mbps']}
          rows={items === undefined ? null : () => items.map((d) => [d.device, d.total_downloads, d.success_rate, d.avg_speed])}
        />
      </>}
    >
      {(data) => data.data.length === 0
        ? <Nothing>No device had a download in this range.</Nothing>
        : <View items={data.data} filter={state.filter} setFilter={(filter) => update({ filter })} />}
    </Panel>
  );
}
