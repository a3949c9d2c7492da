// ./streampulse bench plots: plots and tables of docs/BENCHMARKS.md from the suite's results.
//   --results DIRECTORY   JSON files; bench/results
//   --out DIRECTORY       where the plots go; docs/plots
//   --document FILE       whose tables between markers are written anew; docs/BENCHMARKS.md

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { charts } from "./charts.mjs";
import { readResults } from "./results.mjs";
import { nothing } from "./style.mjs";
import { fillTables } from "./tables.mjs";

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: {
    results: { type: "string", default: join(root, "bench/results") },
    out: { type: "string", default: join(root, "docs/plots") },
    document: { type: "string", default: join(root, "docs/BENCHMARKS.md") },
  },
});

const results = readResults(values.results);
mkdirSync(values.out, { recursive: true });
for (const [name, title, make] of charts) {
  const svg = make(title, results);
  if (!svg) console.error(`${name}: there are no results in ${values.results}`);
  writeFileSync(join(values.out, `${name}.svg`), svg ?? nothing(title));
}
writeFileSync(values.document, fillTables(readFileSync(values.document, "utf8"), results));
console.log(`${charts.length} plots in ${values.out}, tables in ${values.document}`);
