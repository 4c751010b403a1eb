/**
 * `coldstart`: loads the bundle and a bundled hello-world durable app as the worker does, each time in a fresh process,
 * by turns, so that a busy moment of the machine meets both. The ratio of the medians. Neither finds anything in the
 * compile cache, as on a machine that has never run it; what a restart on the same machine takes stands beside it.
 */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundleApp } from "../../build/bundleApp.ts";
import type { Measurement } from "../benchmark.ts";
import { median, rounded } from "../statistics.ts";

const ROUNDS = 30;
const root = join(import.meta.dirname, "../..");
const ours = "dist/app.js";

type Environment = Readonly<Record<string, string>>;

const NO_CACHE: Environment = { NODE_DISABLE_COMPILE_CACHE: "1" };

interface Load {
  wallMs: number;
  cpuMs: number;
  functions: number;
}

/** Needs `npm run build`. */
export async function measureColdStart(): Promise<Measurement> {
  const folder = `.data/bench-${process.pid}`;
  const hello = `${folder}/hello.js`;
  const cache = join(root, folder, "cache");
  try {
    await bundleApp({ root, entry: "bench/coldstart/helloDurable.ts", file: hello, packages: "inside" });
    return judge(
      await loadByTurns(ours, hello, NO_CACHE),
      await loadByTurns(ours, hello, { NODE_COMPILE_CACHE: cache }),
    );
  } finally {
    rmSync(join(root, folder), { recursive: true, force: true });
  }
}

/** The first of each fills the caches and does not count. */
async function loadByTurns(one: string, other: string, environment: Environment): Promise<Load[][]> {
  const loads: Load[][] = [[], []];
  const turns = [
    [0, one],
    [1, other],
  ] as const;
  for (const [, file] of turns) await load(file, environment);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, file] of round % 2 === 0 ? turns : turns.toReversed())
      loads[index]?.push(await load(file, environment));
  }
  return loads;
}

async function load(file: string, environment: Environment): Promise<Load> {
  const settings = { LAMPLIGHTER_TABLES_ENDPOINT: "https://bench.table.core.windows.net" };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, "loadOnce.ts"), join(root, file)],
    { env: { ...process.env, ...settings, ...environment } },
  );
  const loaded = JSON.parse(stdout) as Load;
  if (loaded.functions === 0) throw new Error(`${file} registered no functions`);
  return loaded;
}

function judge(fresh: Load[][], restarted: Load[][]): Measurement {
  const [wall, cpu, again] = [medians(fresh, "wallMs"), medians(fresh, "cpuMs"), medians(restarted, "wallMs")];
  return {
    value: wall.ratio,
    detail: `${wall.text}, of processor time ${cpu.text}, after a restart ${again.text}; medians of ${ROUNDS} processes each`,
  };
}

function medians(loads: Load[][], figure: "wallMs" | "cpuMs"): { ratio: number; text: string } {
  const [app = 0, hello = 0] = loads.map((ofOne) => median(ofOne.map((one) => one[figure])));
  const ratio = app / hello;
  return { ratio, text: `${rounded(app)} ms / ${rounded(hello)} ms = ${rounded(ratio, 2)}` };
}
