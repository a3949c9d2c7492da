/** Response bodies of the API: snake_case, nulls included, times in ISO 8601 with zone. */

export interface Fresh {
  /** End of the range; the time of the request unless the request set it. */
  as_of: string;
  /** Event-time watermark; null before the first event. */
  watermark: string | null;
  /** Whether every window of the range is closed. */
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
  /** Mbps; 0 if none was measured. */
  avg_speed: number;
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
  /** Mbps; 0 if none was measured. */
  avg_speed: number;
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

export type AlertState = 'open' | 'resolved';

export interface AlertRecord {
  id: number;
  alert_type: string;
  severity: Severity;
  message: string;
  region: string | null;
  content_id: string | null;
  metric_name: string | null;
  metric_value: number | null;
  threshold_value: number | null;
  /** Number of downloads that `metric_value` is based on. */
  sample_size: number | null;
  window_start: string;
  last_window_start: string | null;
  created_at: string;
  updated_at: string | null;
  /** Null while it is open. */
  resolved_at: string | null;
  /** Null if the pipeline resolved it. */
  resolved_by: string | null;
  acknowledged: boolean;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  acknowledge_note: string | null;
}

export interface AlertPage extends Fresh {
  data: AlertRecord[];
  count: number;
  next_cursor: string | null;
  open_count: number;
  unacknowledged_count: number;
}

export interface AlertHistoryItem {
  at: string;
  action: 'raised' | 'acknowledged' | 'unacknowledged' | 'resolved' | 'reopened';
  by: string | null;
  note: string | null;
}

export interface AlertWithHistory extends AlertRecord {
  history: AlertHistoryItem[];
}

/** One of two periods of equal length. */
export interface SummaryPeriod {
  start_time: string;
  end_time: string;
  total_downloads: number;
  downloads_per_minute: number;
  /** Null for one content or region. */
  unique_content: number | null;
  success_rate: number | null;
  failed_downloads: number;
  duration_p95_seconds: number | null;
  avg_speed: number | null;
  total_size_gb: number;
  gb_per_minute: number;
}

export interface Summary extends Fresh {
  current: SummaryPeriod;
  previous: SummaryPeriod;
}

/** A window of one content, region or device; which optional fields are present depends on the kind. */
export interface DetailWindow {
  window_start: string;
  window_end: string;
  open: boolean;
  total_downloads: number;
  successful_downloads: number;
  failed_downloads: number;
  cancelled_downloads: number;
  success_rate: number;
  total_size_gb: number;
  unique_users?: number | null;
  speed_p50_mbps?: number | null;
  speed_p95_mbps?: number | null;
  speed_p99_mbps?: number | null;
  duration_p50_seconds?: number | null;
  duration_p95_seconds?: number | null;
  duration_p99_seconds?: number | null;
  avg_speed?: number | null;
  error_counts?: Record<string, number>;
  os_version?: string;
}

export interface DetailTotals {
  total_downloads: number;
  successful_downloads: number;
  failed_downloads: number;
  cancelled_downloads: number;
  success_rate: number | null;
  total_size_gb: number;
  avg_speed?: number | null;
}

/** Details of one content, region or device. */
export interface Detail extends Fresh {
  title?: string;
  totals: DetailTotals;
  /** Ascending by window, for a device also by operating system; windows without downloads are left out. */
  data: DetailWindow[];
  count: number;
  next_cursor: string | null;
  start_time: string;
  end_time: string;
}

/** Committed windows of all regions, by window and then by region. */
export interface RegionRows extends Fresh {
  data: (DetailWindow & { region: string })[];
  count: number;
  next_cursor: string | null;
}

/** The caller's subject and scopes. */
export interface Me {
  authentication: 'off' | 'jwt';
  subject: string | null;
  scopes: string[];
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
  import_rejected: number;
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
  import_rejected: number;
}

export interface PipelineAccounting {
  equation: string;
  balanced: boolean | null;
  unbalanced_partitions: number[];
}

export interface PipelineLog {
  kind: string;
  name: string;
  reachable: boolean;
  reason: string | null;
}

export interface Pipeline extends Fresh {
  /** Null if the pipeline runs in another program. */
  log: PipelineLog | null;
  /** State of the engine; null as above. */
  state: string | null;
  partitions: PartitionItem[];
  totals: PipelineTotals;
  accounting: PipelineAccounting;
  /** What is wrong with clocks, in sentences; empty when all is well. */
  warnings: string[];
}

/** Data of a `stats` event of the stream: the last five minutes, including open windows. */
export interface PushedStats {
  realtime: Realtime;
  trending: Trending;
  regions: Regions;
  /** The newest open alerts; null while they cannot be read. */
  alerts: { data: AlertRecord[]; open_count: number; unacknowledged_count: number } | null;
}

/** Data of a `heartbeat` event. */
export interface HeartbeatNotice {
  as_of: string;
}

/** Data of an `unavailable` event: the problem that the routes would return. */
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
