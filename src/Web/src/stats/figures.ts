import type { Devices, Realtime, Regions, Trending } from '../api/types';
import type { Filter } from '../state/urlState';

/** What the cards say. Null: there is no such figure. */
export interface Figures {
  downloads: number | null;
  contents: number | null;
  /** 0 to 1; null without downloads. */
  successRate: number | null;
  /** Seconds. */
  downloadTime: number | null;
}

export interface FigureSources {
  realtime: Realtime | null;
  trending: Trending | null;
  regions: Regions | null;
  devices: Devices | null;
}

const UNKNOWN: Figures = { downloads: null, contents: null, successRate: null, downloadTime: null };

/** The figures of everything, or of what the filter names as far as the API keeps them by it. */
export function figuresOf(sources: FigureSources, filter: Filter | null): Figures {
  if (filter === null) return ofAll(sources.realtime);
  const name = filter.value;
  switch (filter.kind) {
    case 'region':
      return ofRows(sources.regions?.data.map((r) => ({ name: r.region, downloads: r.downloads, rate: r.success_rate })), name, true);
    case 'content':
      return ofRows(sources.trending?.data.map((c) => ({ name: c.content_id, downloads: c.total_downloads, rate: c.success_rate })), name, false);
    case 'device':
      return ofRows(sources.devices?.data.map((d) => ({ name: d.device, downloads: d.total_downloads, rate: d.success_rate })), name, false);
  }
}

function ofAll(realtime: Realtime | null): Figures {
  if (realtime === null) return UNKNOWN;
  return {
    downloads: realtime.total_downloads,
    contents: realtime.unique_content,
    successRate: realtime.total_downloads === 0 ? null : realtime.avg_success_rate,
    downloadTime: realtime.avg_download_time,
  };
}

/** @param whole The list names everything that had a download, so that what it does not name had none. */
function ofRows(rows: { name: string; downloads: number; rate: number }[] | undefined, name: string, whole: boolean): Figures {
  if (rows === undefined) return UNKNOWN;
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) return whole ? { ...UNKNOWN, downloads: 0 } : UNKNOWN;
  return { ...UNKNOWN, downloads: row.downloads, successRate: row.rate };
}
