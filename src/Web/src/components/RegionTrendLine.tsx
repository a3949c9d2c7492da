import { TREND_MINUTES } from '../data/useDashboard';
import { formatMinutes } from '../format/durations';
import { formatRate, NONE } from '../format/numbers';
import type { RegionTrend } from '../stats/regionTrends';
import { Sparkline } from './Sparkline';

/** Lower bound of the axis, so that 95 % and 90 % can be distinguished. */
const LOWEST = 0.7;

/** Success rate of a region over its last closed windows. */
export function RegionTrendLine({ trend }: { trend: RegionTrend | undefined }) {
  const rates = trend?.filter((rate) => rate !== null) ?? [];
  if (trend === undefined || rates.length < 2)
    return (
      <span className="muted" title="Fewer than two closed windows">
        {NONE}
      </span>
    );
  const [lowest, latest] = [formatRate(Math.min(...rates)), formatRate(rates.at(-1) ?? null)];
  const label = `Success rate of the last ${formatMinutes(TREND_MINUTES)}: lowest ${lowest}, latest ${latest}`;
  return <Sparkline values={trend.map((rate) => (rate === null ? null : Math.max(rate, LOWEST)))} from={LOWEST} to={1} label={label} />;
}
