// Reads the JSON files that `bench VERB --json FILE` writes.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** All results of a directory by the name of their file, in the order of the names. */
export function readResults(directory) {
  const files = (existsSync(directory) ? readdirSync(directory) : []).filter((file) => file.endsWith(".json")).sort();
  return new Map(files.map((file) => [file.slice(0, -".json".length), JSON.parse(readFileSync(join(directory, file), "utf8"))]));
}

/** The results whose file's name begins so. */
export function named(results, prefix) {
  return [...results].filter(([name]) => name === prefix || name.startsWith(`${prefix}-`)).map(([, result]) => result);
}

/** Lines of all of them, those with a lower value of `by` first. */
export function figures(results, prefix, by) {
  const lines = named(results, prefix).flatMap((result) => result.figures);
  return by ? lines.sort((a, b) => a[by] - b[by]) : lines;
}

/** The middle one; of an even number the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
