/**
 * `memory-per-run`: by how much the process has grown for each of 200 finished runs, after garbage collection: what the
 * app and the host keep in JavaScript. Records and histories are kept in SQLite, in memory here, where production has
 * Azure Storage: they are not part of it, but the whole process is in the detail. Neither is the simulated API server's
 * list of latest changes, which is bounded.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWorld } from "../../local/lamplighterWorld.ts";
import type { RunningWorld } from "../../local/runningWorld.ts";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import { clusterInstanceId } from "../../src/domain/clusterRef.ts";
import type { Measurement } from "../benchmark.ts";
import { benchScenario } from "../preparation/benchScenario.ts";
import { readRecord, startPreparation } from "../preparation/runPreparation.ts";
import { rounded } from "../statistics.ts";

/** Caches fill and code is compiled. */
const WARM_UP = 20;
const RUNS = 200;

export async function measureMemoryPerRun(): Promise<Measurement> {
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-bench-"));
  const scenario: Scenario = { ...benchScenario(1), given: "prepared" };
  const world = await startWorld({ scenario, dataFolder, speed: "virtual" });
  try {
    await prepare(world, scenario, WARM_UP);
    const before = memory(world);
    await prepare(world, scenario, RUNS);
    const after = memory(world);
    const perRun = (after.inUse - before.inUse) / RUNS;
    return {
      value: perRun,
      detail:
        `${rounded(before.inUse)} MB in use before ${RUNS} runs, ${rounded(after.inUse)} MB after; ` +
        `the whole process, with its in-memory databases, ${rounded(before.whole)} MB and ${rounded(after.whole)} MB`,
    };
  } finally {
    await world.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** The same cluster again: everything is in order already, and is looked at and proven anew. */
async function prepare(world: RunningWorld, scenario: Scenario, runs: number): Promise<void> {
  for (let run = 0; run < runs; run++) {
    const id = await startPreparation(world, scenario);
    await world.host.finished(clusterInstanceId(scenario.request.cluster));
    await readRecord(world, id);
  }
}

/** In megabytes. */
function memory({ simulators }: RunningWorld): { inUse: number; whole: number } {
  if (globalThis.gc === undefined) throw new Error("run with --expose-gc");
  simulators.forgetChanges();
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { inUse: (heapUsed + external) / 1e6, whole: rss / 1e6 };
}
