import type { HealthStatus } from '../api/types';
import { formatRate } from '../format/numbers';

/** Success rates from which the API calls a region healthy, and degraded; below it is critical. */
export const HEALTHY_FROM = 0.95;
export const DEGRADED_FROM = 0.9;

/** Why a region has its status, in words. The API judges before it rounds, so a rate can read as the limit itself and be below it. */
export function healthReason(status: HealthStatus, successRate: number): string {
  const rate = formatRate(successRate);
  if (status === 'healthy') return `${rate} succeed, ${formatRate(HEALTHY_FROM)} is asked`;
  const limit = status === 'degraded' ? HEALTHY_FROM : DEGRADED_FROM;
  return rate === formatRate(limit) ? `just under ${formatRate(limit)}` : `${rate} is under ${formatRate(limit)}`;
}
