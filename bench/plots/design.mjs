// What the design asks for beside what was measured, each figure with what it means.

import { megabytes, ms, rate, table, whole } from "./format.mjs";
import { figures, median } from "./results.mjs";

/** Whether a figure keeps what was asked: at least (more) or at most (less) that much. */
function verdict(value, must, aim, more) {
  const keeps = (bound) => (more ? value >= bound : value <= bound);
  return keeps(aim) ? "aim met" : keeps(must) ? "must met" : "**must missed**";
}

const atLeast = (value, must, aim, text) => `${text} (${verdict(value, must, aim, true)})`;
const atMost = (value, must, aim, text) => `${text} (${verdict(value, must, aim, false)})`;
const contents = (count) => (count === 4 ? "four contents" : `${whole(count)} contents`);
const joined = (parts) => (parts.length ? parts.join("<br>") : "not measured");

function core(results) {
  return figures(results, "core").filter((l) => l.stage === "Aggregate.AggregateAndTakeUpdates")
    .map((l) => atLeast(l.per_second, 1.5e6, 4e6, `${contents(l.contents)} ${rate(l.per_second)}/s`));
}

function kafka(results) {
  return figures(results, "kafka-rows", "contents").filter((l) => l.path === "Batch").map((l) => {
    const value = l.engine_nanoseconds_per_event + l.postgresql_nanoseconds_per_event;
    return atMost(value, 1000, 500, `${contents(l.contents)}, run ${l.run}: ${whole(value)} ns`);
  });
}

function embedded(results) {
  return figures(results, "endtoend-contents", "contents").map((l) => atLeast(
    l.events_per_second, 300e3, 1e6, `${contents(l.contents)} ${l.run === 1 ? "cold" : "warm"} ${rate(l.events_per_second)}/s`));
}

function cluster(results) {
  return ["cluster-rows-kafka", "cluster-rows-contents"].flatMap((runs) => figures(results, runs, "contents")).map((l) =>
    atLeast(l.events_per_second, 250e3, 1e6,
      `${l.log === "Kafka" ? "Kafka" : "embedded log"}, ${contents(l.contents)} ${rate(l.events_per_second)}/s`));
}

function freshness(results) {
  return figures(results, "freshness", "rate").filter((l) => l.rate === 100_000 && l.due_to_visible).map(
    (l) => atMost(l.due_to_visible.p99_ms, 100, 26, `${contents(l.contents)} ${ms(l.due_to_visible.p99_ms)} ms`));
}

function closing(results) {
  return figures(results, "closing", "contents").filter((l) => l.contents >= 10_000 && l.watermark_to_readable)
    .map((l) => atMost(
      l.watermark_to_readable.p99_ms, 500, 100, `${ms(l.watermark_to_readable.p99_ms)} ms over ${l.watermark_to_readable.count} windows`));
}

function memory(results) {
  return figures(results, "memory").filter((l) => l.contents === 100_000).map((l) => atMost(
    l.memory.working_set_bytes_max, 1e9, 300e6, `${l.windows === 1 ? "one window" : "twelve minutes"}: working set at most `
      + `${megabytes(l.memory.working_set_bytes_max)}, heap ${megabytes(l.memory.heap_bytes)}`));
}

function python(results) {
  const lines = figures(results, "http-python");
  if (!lines.length) return [];
  return [false, true].map((varied) => {
    const of = (server) => median(lines.filter((l) => l.server === server && l.varied === varied).map((l) => l.requests_per_second));
    const factor = of("streampulse") / of("python");
    return atLeast(factor, 5, 20, `${varied ? "another question each time" : "the same question"}: ${Number(factor.toPrecision(2))} x`);
  });
}

const rows = [
  ["Core: Avro bytes to open windows, all kinds, one core, updates taken", "1.5 M events/s", "4 M", core],
  ["Kafka to PostgreSQL, exactly once, standalone, CPU per event", "1,000 ns", "500 ns", kafka],
  ["embedded log to PostgreSQL, standalone, 2 cores", "300 k events/s", "1 M", embedded],
  ["cluster, one silo, Kafka to PostgreSQL, exactly once; and with the embedded log in its place", "250 k events/s", "1 M", cluster],
  ["event appended to visible in the live API, p99, at 100 k events/s", "100 ms", "26 ms", freshness],
  ["watermark passes to row readable, p99, 10,000 keys", "500 ms", "100 ms", closing],
  ["memory at 100,000 content keys in open windows", "1 GB", "300 MB", memory],
  ["stored-result endpoint, against a Python rewrite on the same data, same run", "5 x requests/s", "20 x", python],
];

export function designTable(results) {
  return table(["what", "must", "aim", "measured"], rows.map(([what, must, aim, measure]) => [what, must, aim, joined(measure(results))]));
}
