import type { DeviceItem } from '../api/types';
import type { Filter } from '../state/urlState';

/** What the list of devices is drawn from, as bars or as a table. */
export interface DeviceProps {
  items: readonly DeviceItem[];
  filter: Filter | null;
  setFilter: (filter: Filter | null) => void;
}
