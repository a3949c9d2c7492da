import type { HealthStatus, RegionItem } from '../api/types';
import { formatRate } from '../format/numbers';

/** Success rates from which the API calls a region healthy, and degraded; below it is critical. */
export const HEALTHY_FROM = 0.95;
export const DEGRADED_FROM = 0.9;

/** Why a region has its status, in words. The API judges before it rounds, so a rate can read as the limit itself and be below it. */
export function healthReason(status: HealthStatus, successRate: number): string {
  const rate = formatRate(successRate);
  const percent = (limit: number) => `${Math.round(limit * 100)} %`;
  if (status === 'healthy') return `${percent(HEALTHY_FROM)} or more succeed`;
  const limit = status === 'degraded' ? HEALTHY_FROM : DEGRADED_FROM;
  return rate === formatRate(limit) ? `just under ${percent(limit)}` : `${rate} is under ${percent(limit)}`;
}

const ORDER: readonly HealthStatus[] = ['critical', 'degraded', 'healthy'];

/** Worst status first, then by name: rows move when a status does, and not with every download. */
export function worstFirst(regions: readonly RegionItem[]): RegionItem[] {
  return regions.toSorted((a, b) => ORDER.indexOf(a.health_status) - ORDER.indexOf(b.health_status) || a.region.localeCompare(b.region));
}
