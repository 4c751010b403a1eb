/**
 * `npm run bench -- NAME|all [--json]`: figures, each with its target. Every benchmark runs in a process of its own, one
 * after the other, so that none pays for another. Exit code 0: every target is met; 1: one is not, or could not be
 * measured; 2: bad arguments.
 */

import { readBenchArguments } from "./benchArguments.ts";
import { type Figure, figureOf, unmeasured } from "./benchmark.ts";
import { BENCHMARKS } from "./benchmarks.ts";
import { describeMachine, machineInWords } from "./machine.ts";
import { measureApart } from "./measureApart.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const read = readBenchArguments(args, BENCHMARKS);
  if (read.kind !== "run") {
    (read.kind === "help" ? console.log : console.error)(read.text);
    return read.kind === "help" ? 0 : 2;
  }
  const say = read.json ? console.error : console.log;
  const machine = describeMachine();
  say(machineInWords(machine));
  const figures: Figure[] = [];
  for (const name of read.names) {
    const figure = await measure(name);
    figures.push(figure);
    say(figureInWords(figure));
  }
  if (read.json) console.log(JSON.stringify({ machine, figures }));
  return figures.every(({ met }) => met) ? 0 : 1;
}

async function measure(name: string): Promise<Figure> {
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) throw new Error(`There is no benchmark ${name}`);
  try {
    return figureOf(name, benchmark, await measureApart(name));
  } catch (error) {
    return unmeasured(name, benchmark, error instanceof Error ? error.message : String(error));
  }
}

function figureInWords({ name, value, unit, target, met, detail }: Figure): string {
  const measured = value === null ? "-" : `${Number(value.toPrecision(3))} ${unit}`;
  return `${met ? "met   " : "missed"}  ${name.padEnd(18)} ${measured}, target ${target}: ${detail}`;
}
