import type { TrendingItem } from '../api/types';
import type { Filter } from '../state/urlState';

/** Data of the trending list, for the bars and the table. */
export interface TrendingProps {
  items: readonly TrendingItem[];
  /** Content ids of the previous period in order of rank; null while unknown. */
  previous: readonly string[] | null;
  filter: Filter | null;
  setFilter: (filter: Filter | null) => void;
}
