import { formatCount, formatRate, formatSpeed } from '../format/numbers';
import { Bar } from './Bar';
import type { DeviceProps } from './DeviceProps';
import { RowButton } from './RowButton';

export function DeviceBars({ items, filter, setFilter }: DeviceProps) {
  const most = Math.max(...items.map((item) => item.total_downloads), 1);
  return (
    <>
      <ul className="bars bars-devices">
        {items.map((item) => (
          <li key={item.device} className="bars-row">
            <RowButton own={{ kind: 'device', value: item.device }} filter={filter} setFilter={setFilter}>
              {item.device}
            </RowButton>
            <Bar share={item.total_downloads / most} failed={1 - item.success_rate} />
            <span className="bars-value">{formatCount(item.total_downloads)}</span>
            <span className="bars-side muted">{formatRate(item.success_rate)}</span>
            <span className="bars-side muted">{formatSpeed(item.avg_speed)}</span>
          </li>
        ))}
      </ul>
      <p className="legend muted">
        <span>
          <span className="key key-fill" /> succeeded
        </span>{' '}
        <span>
          <span className="key key-failed" /> failed
        </span>{' '}
        <span className="legend-end">downloads · success rate · mean speed</span>
      </p>
    </>
  );
}
