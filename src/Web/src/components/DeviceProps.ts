import type { DeviceItem } from '../api/types';
import type { Filter } from '../state/urlState';

/** Data of the device list, for the bars and the table. */
export interface DeviceProps {
  items: readonly DeviceItem[];
  filter: Filter | null;
  setFilter: (filter: Filter | null) => void;
}
