/**
 * `coldstart`: loads the bundle and a bundled hello-world durable app as the worker does, each time in a fresh process,
 * by turns, so that a busy moment of the machine meets both. The ratio of the medians.
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

interface Load {
  wallMs: number;
  cpuMs: number;
  functions: number;
}

/** Needs `npm run build`. */
export async function measureColdStart(): Promise<Measurement> {
  const folder = `.data/bench-${process.pid}`;
  const hello = `${folder}/hello.js`;
  try {
    await bundleApp({ root, entry: "bench/coldstart/helloDurable.ts", file: hello, packages: "inside" });
    return judge(await loadByTurns(ours, hello));
  } finally {
    rmSync(join(root, folder), { recursive: true, force: true });
  }
}

/** The first of each fills the disk's cache and does not count. */
async function loadByTurns(one: string, other: string): Promise<Load[][]> {
  const loads: Load[][] = [[], []];
  const turns = [
    [0, one],
    [1, other],
  ] as const;
  for (const [, file] of turns) await load(file);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, file] of round % 2 === 0 ? turns : turns.toReversed()) loads[index]?.push(await load(file));
  }
  return loads;
}

async function load(file: string): Promise<Load> {
  const environment = { ...process.env, LAMPLIGHTER_TABLES_ENDPOINT: "https://bench.table.core.windows.net" };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, "loadOnce.ts"), join(root, file)],
    { env: environment },
  );
  const loaded = JSON.parse(stdout) as Load;
  if (loaded.functions === 0) throw new Error(`${file} registered no functions`);
  return loaded;
}

function judge([app = [], hello = []]: Load[][]): Measurement {
  const wall = [app, hello].map((loads) => median(loads.map(({ wallMs }) => wallMs))) as [number, number];
  const cpu = [app, hello].map((loads) => median(loads.map(({ cpuMs }) => cpuMs))) as [number, number];
  return {
    value: wall[0] / wall[1],
    detail: `${inMs(wall)}, of processor time ${inMs(cpu)} (${rounded(cpu[0] / cpu[1], 2)}), medians of ${ROUNDS} fresh processes each`,
  };
}

function inMs([app, hello]: [number, number]): string {
  return `${rounded(app)} ms / ${rounded(hello)} ms`;
}
