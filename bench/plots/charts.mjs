// The plots of docs/BENCHMARKS.md: each from results to a picture, or null when its results are not there.

import { figures, median } from "./results.mjs";
import { axis, bars, bound, categories, line, logAxis, render, upright } from "./style.mjs";

const contentsAxis = { ...logAxis("contents"), min: 1, max: 100_000 };

const percentiles = [["p50", "p50_ms"], ["p99", "p99_ms"], ["p99.9", "p999_ms"]];

function freshness(title, results) {
  const lines = figures(results, "freshness-rate", "rate").filter((l) => l.due_to_visible);
  if (!lines.length) return null;
  return render(title, "four contents, embedded log, one process; from when the event was due; dashed: must for the p99 at 100k/s", {
    xAxis: axis("events/s", { min: 0, max: 150_000, interval: 25_000 }),
    yAxis: upright(logAxis("ms", { min: 10 })),
    series: percentiles.map(
      ([name, key], i) => line(name, lines.map((l) => [l.rate, l.due_to_visible[key]]), i === 1 ? { markLine: bound(100) } : {})),
  });
}

function throughput(title, results) {
  const engine = figures(results, "endtoend-contents", "contents");
  const cluster = figures(results, "cluster-rows-contents", "contents");
  if (!engine.length && !cluster.length) return null;
  const points = (lines) => lines.map((l) => [l.contents, l.events_per_second]);
  return render(title, "embedded log to committed rows", {
    xAxis: contentsAxis,
    yAxis: upright(axis("events/s", { min: 0 })),
    series: [
      line("standalone, warm", points(engine.filter((l) => l.run === 2))),
      line("standalone, from a cold start", points(engine.filter((l) => l.run === 1))),
      line("cluster, one silo, cold", points(cluster)),
    ].filter((s) => s.data.length),
  });
}

function closing(title, results) {
  const lines = figures(results, "closing", "contents").filter((l) => l.watermark_to_readable);
  if (!lines.length) return null;
  return render(title, "20,000 events/s, windows of 3 s; dashed: must for the p99 at 10k contents", {
    xAxis: contentsAxis,
    yAxis: upright(logAxis("ms", { min: 10 })),
    series: [
      line("p50", lines.map((l) => [l.contents_per_window, l.watermark_to_readable.p50_ms])),
      line("highest", lines.map((l) => [l.contents_per_window, l.watermark_to_readable.max_ms]), { markLine: bound(500) }),
    ],
  });
}

function scaling(title, results) {
  const partitions = figures(results, "endtoend-partitions", "partitions");
  const silos = figures(results, "cluster-rows-silos", "silos");
  if (!partitions.length && !silos.length) return null;
  const warm = partitions.filter((l) => l.run === 2);
  const standalone = warm.length ? warm : partitions;
  const names = [...standalone.map((l) => `${l.partitions} partition${l.partitions === 1 ? "" : "s"}`),
    ...silos.map((l) => `${l.silos} silo${l.silos === 1 ? "" : "s"}`)];
  const blanks = (lines) => lines.map(() => null);
  return render(title, "four contents; silos of six partitions, pinned to a processor each, cold", {
    xAxis: categories("", names),
    yAxis: upright(axis("events/s", { min: 0 })),
    series: [
      bars(`standalone, ${warm.length ? "warm" : "cold"}`, [...standalone.map((l) => l.events_per_second), ...blanks(silos)],
        { barGap: "-100%" }),
      bars("cluster", [...blanks(standalone), ...silos.map((l) => l.events_per_second)]),
    ],
  });
}

function sql(title, results) {
  const lines = figures(results, "sql").filter((l) => l.contents);
  if (!lines.length) return null;
  const contents = [...new Set(lines.map((l) => l.contents))].sort((a, b) => a - b);
  const runs = Math.max(...lines.map((l) => l.run));
  const of = (step, run) => contents.map((c) => lines.find((l) => l.contents === c && l.step === step && l.run === run)?.events_per_second);
  return render(title, "the same events, the same server; the engine reads its log, SQL a table that is there", {
    xAxis: categories("contents", contents.map((c) => c.toLocaleString("en"))),
    yAxis: upright(axis("events/s", { min: 0 })),
    series: [
      bars("engine, cold", of("engine", 1)),
      ...(runs > 1 ? [bars("engine, warm", of("engine", runs))] : []),
      bars("SQL, whole rows", of("sql-full", runs)),
      bars("SQL, no percentiles or distinct users", of("sql-plain", runs)),
    ],
  });
}

function python(title, results) {
  const lines = figures(results, "http-python");
  if (!lines.length) return null;
  const of = (server) => [false, true].map(
    (varied) => median(lines.filter((l) => l.server === server && l.varied === varied).map((l) => l.requests_per_second)));
  return render(title, "a rewrite, not the original; 32 connections, median of the rounds", {
    xAxis: categories("", ["the same question (cached here)", "another one each time (no cache)"]),
    yAxis: upright(logAxis("requests/s", { min: 100 })),
    series: [bars("StreamPulse", of("streampulse")), bars("FastAPI, asyncpg, uvicorn", of("python"))],
  });
}

function memory(title, results) {
  const lines = figures(results, "memory").sort((a, b) => a.contents - b.contents);
  if (!lines.length) return null;
  const of = (windows, key) => lines.filter((l) => l.windows === windows).map((l) => [l.contents, l.memory[key] / 1e6]);
  const series = [
    line("heap, one window", of(1, "heap_bytes")),
    line("working set, one window", of(1, "working_set_bytes_max")),
    line("heap, twelve", of(12, "heap_bytes")),
    line("working set, twelve", of(12, "working_set_bytes_max")),
  ];
  return render(title, "heap after a full collection, working set at the most; ten events per content and window, six partitions", {
    xAxis: { ...logAxis("contents"), min: 1_000, max: 100_000 },
    yAxis: upright(logAxis("MB", { min: 1 })),
    series: series.filter((s) => s.data.length),
  });
}

function cluster(title, results) {
  const lines = figures(results, "cluster-freshness").filter((l) => l.due_to_visible);
  if (!lines.length) return null;
  lines.sort((a, b) => a.silos - b.silos || a.rate - b.rate);
  return render(title, "four contents, embedded log; from when the event was due, over HTTP", {
    xAxis: categories("", lines.map((l) => `${l.silos} silo${l.silos === 1 ? "" : "s"}, ${l.rate.toLocaleString("en")}/s`)),
    yAxis: upright(logAxis("ms", { min: 10 })),
    series: percentiles.map(([name, key]) => bars(name, lines.map((l) => l.due_to_visible[key]))),
  });
}

/** Name of the file, title, and what makes it. */
export const charts = [
  ["freshness", "Event to visible in the live answer, by rate", freshness],
  ["throughput", "Throughput by number of contents", throughput],
  ["closing", "Watermark passes to rows readable, by number of contents", closing],
  ["scaling", "Throughput by partitions and silos", scaling],
  ["cluster-freshness", "Event to visible at the gateway", cluster],
  ["memory", "Memory of the engine by number of contents", memory],
  ["sql", "The engine and PostgreSQL making the same rows", sql],
  ["python", "A stored route, beside a plain Python program", python],
];
