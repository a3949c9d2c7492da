import type { TrendingItem } from '../api/types';
import type { Filter } from '../state/urlState';

/** What the trending list is drawn from, as bars or as a table. */
export interface TrendingProps {
  items: readonly TrendingItem[];
  /** Content ids of the period before, first place first; null while they are not known. */
  previous: readonly string[] | null;
  filter: Filter | null;
  setFilter: (filter: Filter | null) => void;
}
