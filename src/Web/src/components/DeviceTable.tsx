import { formatCount, formatRate, formatSpeed } from '../format/numbers';
import type { DeviceProps } from './DeviceProps';
import { RowButton } from './RowButton';

export function DeviceTable({ items, filter, setFilter }: DeviceProps) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Devices as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col" className="num">
              Downloads
            </th>
            <th scope="col" className="num">
              Success
            </th>
            <th scope="col" className="num">
              Mean speed
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.device}>
              <th scope="row">
                <RowButton own={{ kind: 'device', value: item.device }} filter={filter} setFilter={setFilter}>
                  {item.device}
                </RowButton>
              </th>
              <td className="num">{formatCount(item.total_downloads)}</td>
              <td className="num">{formatRate(item.success_rate)}</td>
              <td className="num">{formatSpeed(item.avg_speed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
