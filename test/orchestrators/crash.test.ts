/** A host that dies between any two commits: the next one goes on from the same store, to the same record. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Boundary } from "../../local/host/boundaries.ts";
import type { RunRecord } from "../../src/orchestrators/runRecord.ts";
import { aRequest } from "../support/preparationRequests.ts";
import {
  aScriptedApp,
  type FinishedRun,
  finishedRun,
  INSTANCE_ID,
  type ScriptedApp,
  startHost,
  startPreparation,
} from "./scriptedRun.ts";
import { GOOD_STEPS, type StepScript } from "./scriptedSteps.ts";

/** Where the store differs from before, and where an activity has run whose result is about to be lost. */
const DEADLY: readonly Boundary[] = ["turn:committed", "activity:ran", "activity:committed"];

const request = aRequest([{ name: "a100", count: 2 }]);

/** Everything is decided by the input alone, as a world would: a repeated call gets the same answer. */
const script: StepScript = {
  startPatch: (input) => (input.mayDisturb || input.node.name.endsWith("0") ? { kind: "started" } : { kind: "busy" }),
  collectPatches: (input, call) =>
    input.attempt === 1 && input.chunk === "a100-0"
      ? { pending: input.nodes.map((node) => ({ node, reason: "evicted", lost: true })), results: [] }
      : GOOD_STEPS.collectPatches(input, call),
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lamplighter-crash-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs with a crash at the `crashAt`-th deadly boundary. `boundaries`: how many there were in all. */
async function runWithCrash(scripted: ScriptedApp, crashAt: number): Promise<{ run: FinishedRun; boundaries: number }> {
  const storeFile = join(folder, `crash-${crashAt}.db`);
  let boundaries = 0;
  const died = Promise.withResolvers<undefined>();
  const first = await startHost(scripted, storeFile, (boundary) => {
    if (!DEADLY.includes(boundary)) return;
    boundaries += 1;
    if (boundaries !== crashAt) return;
    first.crash();
    died.resolve(undefined);
  });
  await startPreparation(first, request);
  const ended = await Promise.race([first.finished(INSTANCE_ID), died.promise]);
  if (ended !== undefined) return { run: finishedRun(first, ended, scripted.calls), boundaries };
  const second = await startHost(scripted, storeFile);
  const instance = await second.finished(INSTANCE_ID);
  const run = finishedRun(second, instance, scripted.calls);
  second.crash();
  return { run, boundaries };
}

/** Moments may differ by what the crash cost. */
function withoutTimes({ timings, startedAt: _s, finishedAt: _f, ...record }: RunRecord): unknown {
  return { ...record, timings: timings.map(({ step, subject }) => `${step} ${subject}`) };
}

describe("a host that dies", () => {
  it("at any boundary leaves a run that ends in the same record", async () => {
    const undisturbed = await runWithCrash(await aScriptedApp(script), 0);
    expect(undisturbed.run.record).toMatchObject({ verdict: "ready", changes: { arm: 1, nodes: 2 } });
    expect(undisturbed.boundaries).toBeGreaterThan(60);
    for (let crashAt = 1; crashAt <= undisturbed.boundaries; crashAt++) {
      const { run } = await runWithCrash(await aScriptedApp(script), crashAt);
      expect(run.instance, `crash at boundary ${crashAt}`).toMatchObject({ status: "Completed" });
      expect(withoutTimes(run.record), `crash at boundary ${crashAt}`).toEqual(withoutTimes(undisturbed.run.record));
    }
  });

  it("again and again still gets to the end, with no activity called more than once for each death", async () => {
    const undisturbed = await runWithCrash(await aScriptedApp(script), 0);
    const scripted = await aScriptedApp(script);
    const { run, deaths } = await runThroughDeaths(scripted);
    expect(withoutTimes(run.record)).toEqual(withoutTimes(undisturbed.run.record));
    expect(deaths).toBeGreaterThan(10);
    expect(scripted.calls.length - undisturbed.run.calls.length).toBeLessThanOrEqual(deaths * 2);
  });
});

/** Each host dies at its fourth deadly boundary, until one gets to the end. */
async function runThroughDeaths(scripted: ScriptedApp): Promise<{ run: FinishedRun; deaths: number }> {
  const storeFile = join(folder, "again.db");
  for (let deaths = 0; ; deaths++) {
    let boundaries = 0;
    const died = Promise.withResolvers<undefined>();
    const host = await startHost(scripted, storeFile, (boundary) => {
      if (!DEADLY.includes(boundary)) return;
      boundaries += 1;
      if (boundaries < 4) return;
      host.crash();
      died.resolve(undefined);
    });
    if (deaths === 0) await startPreparation(host, request);
    const ended = await Promise.race([host.finished(INSTANCE_ID), died.promise]);
    if (ended !== undefined) return { run: finishedRun(host, ended, scripted.calls), deaths };
  }
}
