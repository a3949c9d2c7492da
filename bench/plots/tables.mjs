// The tables of docs/BENCHMARKS.md, between <!-- table NAME --> and <!-- end table -->.

import { designTable } from "./design.mjs";
import { latency, megabytes, ms, provenance, rate, table, two, whole } from "./format.mjs";
import { figures, median, named } from "./results.mjs";

const cpu = (l, own = l.engine_nanoseconds_per_event) => `${whole(own)} / ${whole(l.postgresql_nanoseconds_per_event)} ns`;
const run = (l) => (l.run === 1 ? "first" : "second");
const others = (l) => two(l.processors_busy.others);

const core = (results) =>
  table(["stage", "contents", "time", "a second", "allocated"], figures(results, "core").map((l) => [
    l.stage, whole(l.contents), l.mean_nanoseconds == null ? "failed" : `${Number(l.mean_nanoseconds.toPrecision(3))} ± `
      + `${Number(l.deviation_nanoseconds.toPrecision(2))} ns`, rate(l.per_second), `${whole(l.allocated_bytes)} B`]));

const endtoend = (results, prefix, by) =>
  table([by, "run", "events/s", "CPU per event: engine / PostgreSQL", "allocated per event", "rows", "others"],
    figures(results, prefix, by).map((l) => [
    whole(l[by]), run(l), whole(l.events_per_second), cpu(l), `${whole(l.allocated_bytes_per_event)} B`, whole(l.rows), others(l)]));

const freshness = (results) =>
  table(["rate", "contents", "due to durable p50 / p99 / p99.9", "due to visible p50 / p99 / p99.9", "others"],
    figures(results, "freshness", "rate").map((l) => [
    `${whole(l.rate)}/s`, whole(l.contents), latency(l.due_to_durable), latency(l.due_to_visible), others(l)]));

const closing = (results) =>
  table(["windows", "contents in each", "p50, ms", "p90, ms", "p99, ms", "max, ms", "engine's own emit_delay p50 / max", "others"],
    figures(results, "closing", "contents").map((l) => {
    const r = l.watermark_to_readable;
    return [whole(r?.count), whole(l.contents_per_window), ms(r?.p50_ms), ms(r?.p90_ms), ms(r?.p99_ms), ms(r?.max_ms),
      `${ms(l.engine_emit_delay?.p50_ms)} / ${ms(l.engine_emit_delay?.max_ms)} ms`, others(l)];
  }));

const memory = (results) =>
  table(["contents", "windows", "managed heap, after a full collection", "working set after it", "at the most"],
    figures(results, "memory").map((l) => [
    whole(l.contents), whole(l.windows), megabytes(l.memory.heap_bytes), megabytes(l.memory.working_set_bytes_settled),
    megabytes(l.memory.working_set_bytes_max)]));

const kafka = (results) =>
  `${[...new Set(figures(results, "kafka-rows").map((l) => l.broker))].join("; ")}.\n\n` +
  table(["contents", "events", "run", "path", "events/s", "CPU per event: engine / PostgreSQL", "others, the broker in them"],
    figures(results, "kafka-rows", "contents").map((l) => [
    whole(l.contents), whole(l.events), run(l), l.path.toLowerCase(), whole(l.events_per_second), cpu(l), others(l)]));

const cluster = (results) =>
  table(["silos", "log", "contents", "events", "events/s", "in checkpoints after", "CPU per event: silos / PostgreSQL",
    "working set of a silo at most", "others"],
    figures(results, "cluster-rows", "contents").map((l) => [
      `${l.silos}${l.pinned ? ", pinned to one processor each" : ", all processors"}`,
      l.log ?? "embedded", whole(l.contents), whole(l.events), whole(l.events_per_second),
      `${l.seconds_to_checkpoints.toFixed(1)} s of ${(l.events / l.events_per_second).toFixed(1)} s`, cpu(l, l.silos_nanoseconds_per_event),
      megabytes(l.working_set_bytes), others(l)]));

const clusterFreshness = (results) =>
  table(["silos", "rate", "due to durable p50 / p99 / p99.9", "due to visible p50 / p99 / p99.9", "processors: silos / gateway / others"],
    figures(results, "cluster-freshness", "rate").map((l) => [
    l.silos, `${whole(l.rate)}/s`, latency(l.due_to_durable), latency(l.due_to_visible),
    `${two(l.silos_busy)} / ${two(l.gateway_busy)} / ${others(l)}`]));

const http = (results) =>
  table(["", ""], (results.get("http")?.figures ?? []).map((l) => (l.part === "requests"
    ? [`\`${l.path}\`, ${l.clients} connections`, `${whole(l.requests_per_second)} requests/s; p50 / p99 / p99.9 ${latency(l.latency)}; `
      + `${l.transactions_per_second.toFixed(1)} SQL transactions/s, ${l.idle_transactions_per_second.toFixed(1)} while nobody asks`]
    : [`${l.subscribers} subscribers, ${l.stuck} of which never read`,
      `${l.updates_per_second_each.toFixed(1)} updates/s for each reader; \`as_of\` to received p50 / p99 / p99.9 `
      + `${latency(l.as_of_to_received)}; working set ${megabytes(l.working_set_bytes_min)} to ${megabytes(l.working_set_bytes_max)}`])));

function python(results) {
  const lines = figures(results, "http-python");
  const groups = [false, true].flatMap(
    (varied) => ["streampulse", "python"].map((server) => lines.filter((l) => l.varied === varied && l.server === server)));
  return `${lines[0].python}.\n\n`
    + table(["question", "server", "requests/s, median (each round)", "p50", "p99", "PostgreSQL, processors"], groups.map((g) => [
    g[0].varied ? "another one each time" : "the same", g[0].server === "python" ? "FastAPI, asyncpg, uvicorn" : "StreamPulse",
    `${whole(median(g.map((l) => l.requests_per_second)))} (${g.map((l) => whole(l.requests_per_second)).join(", ")})`,
    `${ms(median(g.map((l) => l.latency.p50_ms)))} ms`, `${ms(median(g.map((l) => l.latency.p99_ms)))} ms`,
    two(median(g.map((l) => l.postgresql_busy)))]));
}

const steps = { engine: "engine", "sql-plain": "SQL without percentiles, different users and error codes", "sql-full": "SQL, whole rows" };

function sql(results) {
  const lines = named(results, "sql").flatMap((result) => result.figures);
  const rows = lines.filter((l) => steps[l.step]).map((l) => [
    whole(l.contents), run(l), steps[l.step], whole(l.events_per_second),
    `${whole(l.self_nanoseconds_per_event)} / ${whole(l.postgresql_nanoseconds_per_event)} ns`, others(l)]);
  const compared = lines.filter((l) => l.step === "compared");
  const sum = (key) => compared.reduce((total, l) => total + l[key], 0);
  const fills = lines.filter((l) => l.step === "fill");
  return table(["contents", "run", "by", "events/s", "CPU per event: bench or engine / PostgreSQL", "others"], rows) +
    `\n\nRows compared: ${whole(sum("rows"))}; rows that differ: ${whole(sum("differences"))}. Filling, not in the above: log `
      + `${fills.map((l) => rate(l.log_events_per_second)).join(", ")} events/s, table by COPY `
      + `${fills.map((l) => rate(l.copy_events_per_second)).join(", ")} events/s.`;
}

/** Name, the results that it needs, and what makes it. */
const tables = {
  design: ["", designTable],
  core: ["core", core],
  endtoend: ["endtoend-contents", (r) => endtoend(r, "endtoend-contents", "contents")],
  partitions: ["endtoend-partitions", (r) => endtoend(r, "endtoend-partitions", "partitions")],
  freshness: ["freshness", freshness],
  closing: ["closing", closing],
  memory: ["memory", memory],
  kafka: ["kafka-rows", kafka],
  cluster: ["cluster-rows", cluster],
  "cluster-freshness": ["cluster-freshness", clusterFreshness],
  http: ["http", http],
  python: ["http-python", python],
  sql: ["sql", sql],
};

function tableText(name, results) {
  if (!tables[name]) throw new Error(`There is no table ${name}; there are ${Object.keys(tables).join(", ")}.`);
  const [prefix, make] = tables[name];
  const used = prefix === "" ? [...results.values()] : prefix === "http" ? [results.get("http")].filter(Boolean) : named(results, prefix);
  return used.length ? `${provenance(used)}\n\n${make(results)}` : "Not measured in the last run.";
}

/** The document with all its tables written anew. */
export function fillTables(document, results) {
  return document.replace(
    /(<!-- table ([a-z-]+) -->\n)[^]*?(<!-- end table -->)/g, (_, begin, name, end) => `${begin}${tableText(name, results)}\n${end}`);
}
