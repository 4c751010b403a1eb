/** The command line of `npm run bench`: what to measure, or what to tell the person instead. */
import { parseArgs } from "node:util";
import { nearest } from "../local/cli/nearest.ts";
import type { Benchmark } from "./benchmark.ts";

export type BenchArguments =
  | { kind: "run"; names: string[]; json: boolean }
  | { kind: "help"; text: string }
  | { kind: "wrong"; text: string };

export function readBenchArguments(
  args: readonly string[],
  benchmarks: Readonly<Record<string, Benchmark>>,
): BenchArguments {
  const help = usage(benchmarks);
  const known = [...Object.keys(benchmarks), "all"];
  const wrong = (problem: string): BenchArguments => ({ kind: "wrong", text: `${problem}\n\n${help}` });
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    if (values.help) return { kind: "help", text: help };
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown !== undefined) return wrong(unknownName(unknown, known));
    if (positionals.length === 0) return wrong(`Name a benchmark: ${known.join(", ")}`);
    const names = positionals.includes("all") ? Object.keys(benchmarks) : [...new Set(positionals)];
    return { kind: "run", names, json: values.json };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function unknownName(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const guess = meant === undefined ? "" : ` Did you mean ${meant}?`;
  return `There is no benchmark "${name}".${guess} Known: ${known.join(", ")}`;
}

function usage(benchmarks: Readonly<Record<string, Benchmark>>): string {
  const column = Math.max(...Object.keys(benchmarks).map((name) => name.length)) + 2;
  const list = Object.entries(benchmarks).map(
    ([name, { about, wanted, target }]) =>
      `  ${name.padEnd(column)}${about}; ${wanted === "atMost" ? "at most" : "at least"} ${target}`,
  );
  return [
    "Usage: npm run bench -- NAME...|all [--json]",
    ...list,
    "  --json: one JSON object on the last line of stdout, progress on stderr.",
    "Exit code 0: every target met; 1: one missed or not measured; 2: bad arguments.",
  ].join("\n");
}
