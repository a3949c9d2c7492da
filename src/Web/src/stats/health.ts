import type { HealthStatus, RegionItem } from '../api/types';
import { formatCount, formatRate } from '../format/numbers';

/** Minimum success rates for the API's status healthy and degraded; below that it is critical. */
export const HEALTHY_FROM = 0.95;
export const DEGRADED_FROM = 0.9;

/**
 * The reason for a region's status, with the number of downloads it is based on. The API decides before rounding, so a displayed rate can
 * equal the limit and still be below it.
 */
export function healthReason(
  { health_status, success_rate, downloads }: Pick<RegionItem, 'health_status' | 'success_rate' | 'downloads'>,
): string {
  const rate = formatRate(success_rate);
  const measured = `${rate} of ${formatCount(downloads)} ${downloads === 1 ? 'download' : 'downloads'} succeeded`;
  const percent = (limit: number) => `${Math.round(limit * 100)} %`;
  if (health_status === 'healthy') return unbroken(`${measured}, ${percent(HEALTHY_FROM)} or more`);
  const limit = health_status === 'degraded' ? HEALTHY_FROM : DEGRADED_FROM;
  return unbroken(`${measured}, ${rate === formatRate(limit) ? 'just ' : ''}below ${percent(limit)}`);
}

/** Prevents line breaks between a number and its unit. */
function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}

const ORDER: readonly HealthStatus[] = ['critical', 'degraded', 'healthy'];

/** Worst status first, then by name, so that rows move only when a status changes. */
export function worstFirst(regions: readonly RegionItem[]): RegionItem[] {
  return regions.toSorted((a, b) => ORDER.indexOf(a.health_status) - ORDER.indexOf(b.health_status) || a.region.localeCompare(b.region));
}
