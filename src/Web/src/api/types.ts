/** Bodies of the API as it sends them: snake_case, nulls sent, times ISO 8601 with zone. */

export interface Fresh {
  /** End of the range; the moment the answer was computed unless another was asked for. */
  as_of: string;
  /** Event-time watermark; null before the first event. */
  watermark: string | null;
  /** Every window of the range is closed. */
  complete: boolean;
}

export interface Realtime extends Fresh {
  total_downloads: number;
  unique_content: number;
  /** 0 to 1; 0 without downloads. */
  avg_success_rate: number;
  /** Seconds; null without a successful download. */
  avg_download_time: number | null;
}

export interface TrendingItem {
  content_id: string;
  title: string;
  total_downloads: number;
  successful_downloads: number;
  failed_downloads: number;
  success_rate: number;
}

export interface Trending extends Fresh {
  data: TrendingItem[];
  count: number;
  window_minutes: number;
}

export type HealthStatus = 'healthy' | 'degraded' | 'critical';

export interface RegionItem {
  region: string;
  downloads: number;
  success_rate: number;
  /** Mbps; null where none was measured. */
  avg_speed: number | null;
  health_status: HealthStatus;
}

export interface Regions extends Fresh {
  data: RegionItem[];
  count: number;
  window_minutes: number;
}

export interface DeviceItem {
  device: string;
  total_downloads: number;
  success_rate: number;
  avg_speed: number | null;
}

export interface Devices extends Fresh {
  data: DeviceItem[];
  count: number;
  window_minutes: number;
}

export interface SeriesItem {
  window_start: string;
  total_downloads: number;
  success_rate: number;
}

export interface TimeSeries extends Fresh {
  /** Ascending; windows without downloads are left out. */
  data: SeriesItem[];
  count: number;
  start_time: string;
  end_time: string;
}

export type Severity = 'CRITICAL' | 'WARNING' | 'INFO';

export interface AlertItem {
  id: number;
  alert_type: string;
  severity: Severity;
  message: string;
  region: string | null;
  metric_name: string | null;
  metric_value: number | null;
  threshold_value: number | null;
  created_at: string;
}

export interface Alerts extends Fresh {
  data: AlertItem[];
  count: number;
  unacknowledged_count: number;
}

export interface PartitionItem {
  partition: number;
  source: string | null;
  first_offset: number;
  next_offset: number;
  end_offset: number | null;
  lag_records: number | null;
  lag_seconds: number | null;
  phase: string | null;
  counted: number;
  late: number;
  dead_lettered: number;
  absent: number;
  missing: number;
  watermark: string | null;
  sealed: boolean;
  checkpointed_at: string | null;
  checkpoint_age_seconds: number | null;
}

export interface PipelineTotals {
  partitions: number;
  appended: number | null;
  counted: number;
  late: number;
  dead_lettered: number;
  absent: number;
  missing: number;
  lag_records: number | null;
  lag_seconds: number | null;
  oldest_checkpoint_age_seconds: number | null;
}

export interface PipelineAccounting {
  equation: string;
  balanced: boolean | null;
  unbalanced_partitions: number[];
}

export interface Pipeline extends Fresh {
  partitions: PartitionItem[];
  totals: PipelineTotals;
  accounting: PipelineAccounting;
}

/** Data of a `stats` event of the stream: the last five minutes, open windows included. */
export interface PushedStats {
  realtime: Realtime;
  trending: Trending;
  regions: Regions;
}

/** Data of a `heartbeat` event. */
export interface HeartbeatNotice {
  as_of: string;
}

/** Data of an `unavailable` event: the problem the routes would answer with. */
export interface UnavailableNotice {
  type: string;
  title: string;
  status: number;
  detail: string;
}

/** Problem details, RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  trace_id: string;
}
