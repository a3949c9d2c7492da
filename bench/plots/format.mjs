// Numbers and lines of the tables.

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** 1,234 */
export const whole = (value) => (value == null ? "" : number.format(value));

/** A rate in three digits: 1.23 M, 456 k, 789 */
export function rate(value) {
  if (value == null) return "";
  const [unit, divisor] = value >= 999_500 ? [" M", 1e6] : value >= 999.5 ? [" k", 1e3] : ["", 1];
  return `${Number((value / divisor).toPrecision(3))}${unit}`;
}

/** Milliseconds in three digits, and no more than one after the point. */
export const ms = (value) => (value == null ? "" : value >= 99.95 ? whole(value) : String(Number(value.toFixed(1))));

export const megabytes = (bytes) => `${whole(bytes / 1e6)} MB`;

/** Processors, or anything else with two digits after the point. */
export const two = (value) => (value == null ? "" : Math.max(0, value).toFixed(2));

/** p50 / p99 / p99.9 */
export const latency = (l) => (l ? `${ms(l.p50_ms)} / ${ms(l.p99_ms)} / ${ms(l.p999_ms)} ms` : "none");

/** A Markdown table. */
export function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** When, of which sources, and how quiet the machine was. */
export function provenance(results) {
  const times = results.map((r) => r.started_at).sort();
  const ends = results.map((r) => new Date(Date.parse(r.started_at) + r.seconds * 1000).toISOString()).sort();
  const others = results.flatMap((r) => [r.conditions.others_before, r.conditions.others_after]);
  const commits = [...new Set(results.map((r) => r.commit ?? "unknown"))];
  return `${times[0].slice(0, 10)}, ${times[0].slice(11, 16)} to ${ends.at(-1).slice(11, 16)} UTC, commit ${commits.join(", ")}; others `
    + `kept ${two(Math.min(...others))} to ${two(Math.max(...others))} processors busy before and after.`;
}
