import type { AlertRecord } from '../api/types';
import { formatRate, formatSpeed, NONE } from './numbers';

const rounded = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

const NAMES: Record<string, string> = {
  success_rate: 'success rate', error_rate: 'error rate', avg_speed_mbps: 'mean speed', total_downloads: 'downloads',
};

/** Display name of an alert's metric; an unknown metric keeps its name. */
export function metricName(name: string | null): string {
  return name === null ? 'value' : (NAMES[name] ?? name);
}

/** A value in the unit of its metric. */
export function formatMetric(name: string | null, value: number | null): string {
  if (name === 'success_rate' || name === 'error_rate') return formatRate(value);
  if (name === 'avg_speed_mbps') return formatSpeed(value);
  return value === null ? NONE : rounded.format(value);
}

/** HIGH_ERROR_RATE as "High error rate". */
export function alertTitle(alert: Pick<AlertRecord, 'alert_type'>): string {
  const words = alert.alert_type.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
