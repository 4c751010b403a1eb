/** Many schedules, one after the other; the first that breaks an invariant is reduced to what matters. */
import { createHash } from "node:crypto";
import type { Scenario } from "../scenarios/scenario.ts";
import { mixSeed } from "./random.ts";
import type { FaultsReport, FirstFailure } from "./report.ts";
import { type PlantedWatch, runSchedule, type ScheduleOutcome } from "./runSchedule.ts";
import { unzipAtOnce } from "./sameEveryTime.ts";
import type { Breach } from "./scene.ts";
import { makeSchedule } from "./schedules/makeSchedule.ts";
import { shrink } from "./shrink.ts";

export interface FaultsOptions {
  runs: number;
  seed: number;
  /** The first run's number: the same as in a batch that was begun at 0. */
  from: number;
  planted?: PlantedWatch;
  /** Stops after the first that breaks. */
  untilBroken?: boolean;
  onProgress?(line: string): void;
  signal?: AbortSignal;
}

const PROGRESS_EVERY = 50;

export async function runFaults(options: FaultsOptions): Promise<FaultsReport> {
  const { runs, seed, from, planted, onProgress = () => {}, signal } = options;
  const report = emptyReport(seed);
  await prepareProcess();
  for (let run = from; run < from + runs; run++) {
    if (signal?.aborted === true) break;
    const own = mixSeed(seed, run);
    const schedule = makeSchedule(own);
    const outcome = await outcomeOf(schedule, own, planted);
    note(report, outcome);
    const [breach] = outcome.breaches;
    if (breach !== undefined) {
      onProgress(`run ${run} (seed ${own}): ${breach.invariant}: ${breach.found}`);
      report.firstFailure ??= await reduced(schedule, { seed: own, run, breach, planted });
      if (options.untilBroken === true) break;
    }
    if ((run - from + 1) % PROGRESS_EVERY === 0)
      onProgress(`${run - from + 1} of ${runs} runs, ${report.broken} broken`);
  }
  return report;
}

/** One schedule from its file, as often as it takes: its history follows from it. */
export async function replaySchedule(scenario: Scenario, planted?: PlantedWatch): Promise<FaultsReport> {
  const report = emptyReport(0);
  await prepareProcess();
  const seed = seedOf(scenario);
  const outcome = await outcomeOf(scenario, seed, planted);
  note(report, outcome);
  const [breach] = outcome.breaches;
  if (breach !== undefined) report.firstFailure = { seed, run: 0, ...told(breach), scenario };
  return report;
}

function emptyReport(seed: number): FaultsReport {
  return { runs: 0, seed, faults: {}, longestSchedule: 0, invariantsChecked: 0, broken: 0, history: "" };
}

let isPrepared = false;

/** The first run of a process loads code and fetches tokens, on its own time: it is not counted. */
async function prepareProcess(): Promise<void> {
  if (isPrepared) return;
  isPrepared = true;
  unzipAtOnce();
  await runSchedule({ ...makeSchedule(0), faults: [], events: [], hostKills: [] }, 0);
}

/** What nobody caught is a breach too. */
async function outcomeOf(scenario: Scenario, seed: number, planted?: PlantedWatch): Promise<ScheduleOutcome> {
  const uncaught: Breach[] = [];
  const noteUncaught = (error: unknown) => {
    const found = error instanceof Error ? (error.stack ?? error.message) : String(error);
    uncaught.push({ invariant: "nothing is thrown that nobody catches", found, atSeconds: 0 });
  };
  process.on("unhandledRejection", noteUncaught);
  process.on("uncaughtException", noteUncaught);
  try {
    const outcome = await runSchedule(scenario, seed, planted);
    return { ...outcome, breaches: [...outcome.breaches, ...uncaught] };
  } catch (error) {
    noteUncaught(error);
    return { breaches: uncaught, checked: 0, injected: new Map(), length: 0, hash: "", simulatedSeconds: 0 };
  } finally {
    process.off("unhandledRejection", noteUncaught);
    process.off("uncaughtException", noteUncaught);
  }
}

function note(report: FaultsReport, { breaches, injected, checked, length, hash }: ScheduleOutcome): void {
  report.runs += 1;
  report.history = createHash("sha256")
    .update(report.history + hash)
    .digest("hex");
  report.invariantsChecked += checked;
  report.longestSchedule = Math.max(report.longestSchedule, length);
  if (breaches.length > 0) report.broken += 1;
  for (const [kind, times] of injected) report.faults[kind] = (report.faults[kind] ?? 0) + times;
}

interface Failure {
  seed: number;
  run: number;
  breach: Breach;
  planted: PlantedWatch | undefined;
}

async function reduced(schedule: Scenario, { seed, run, breach, planted }: Failure): Promise<FirstFailure> {
  const scenario = await shrink(schedule, async (candidate) => {
    const { breaches } = await outcomeOf(candidate, seed, planted);
    return breaches.some(({ invariant }) => invariant === breach.invariant);
  });
  return { seed, run, ...told(breach), scenario };
}

function told({ invariant, found }: Breach): Pick<FirstFailure, "invariant" | "found"> {
  return { invariant, found };
}

/** A schedule's name tells it: ids in its world follow from it. */
function seedOf({ name }: Scenario): number {
  return Number(/^faults-(\d+)$/.exec(name)?.[1] ?? 0);
}
