/** The process of one benchmark: its measurement as JSON on the last line of stdout. */
import { BENCHMARKS } from "./benchmarks.ts";

const [name = ""] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
if (benchmark === undefined) throw new Error(`There is no benchmark ${name}`);
console.log(JSON.stringify(await benchmark.measure()));
// What it left open must not keep the next one waiting.
process.exit(0);
