/**
 * Runs in flight survive an upgrade: the histories of every released version are replayed by today's bundle, through the
 * host's lockstep guard. A change that this refuses needs a new version of its orchestrator (docs/decisions).
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appEnvironment } from "../../local/appEnvironment.ts";
import { collectApp } from "../../local/host/loadApp.ts";
import { loadComposition } from "../../local/loadComposition.ts";
import { type RecordedRun, unpackRuns } from "../../local/replays/recordedRun.ts";
import { replayFault } from "../../local/replays/replayRun.ts";
import { ORCHESTRATIONS } from "../../src/domain/orchestrations.ts";
import { oneStepAfter, oneStepBefore, registerChanged, withSwappedDecisions } from "./mutations.ts";

const root = join(import.meta.dirname, "../..");
const HISTORIES = join(import.meta.dirname, "histories");
const URLS = { arm: "https://arm.test", tables: "https://tables.test", identity: "https://identity.test" };

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const versions = readdirSync(HISTORIES);
const files = versions.flatMap((name) => readdirSync(join(HISTORIES, name)).map((file) => join(name, file)));

const { registerLamplighter } = await loadComposition(root);
const register = () => registerLamplighter({ environment: appEnvironment(URLS) });
const app = await collectApp(register);

function runsOf(file: string): RecordedRun[] {
  return unpackRuns(readFileSync(join(HISTORIES, file)));
}

describe("today's orchestrators", () => {
  it("have histories of this version, of every orchestrator", () => {
    expect(versions).toContain(version);
    const names = files
      .filter((file) => file.startsWith(version))
      .flatMap((file) => runsOf(file).map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(Object.values(ORCHESTRATIONS)));
  });

  it.each(files)("do on replay what was done then: %s", async (file) => {
    for (const run of runsOf(file)) {
      expect({ run: run.instanceId, fault: await replayFault(app, run) }).toEqual({ run: run.instanceId });
    }
  });
});

describe("a replay", () => {
  const runs = ["h100-self-managed", "gate", "cancelled"].flatMap((name) => runsOf(`${version}/${name}.json.gz`));

  it("notices any two decisions that have changed places", async () => {
    const swapped = runs.flatMap(withSwappedDecisions);
    expect(swapped.length).toBeGreaterThan(100);
    for (const run of swapped) expect(await replayFault(app, run)).toMatch(/Non-Deterministic/);
  });

  it("notices an orchestrator with one more step in front", async () => {
    const changed = await collectApp(() => registerChanged(oneStepBefore, register));
    for (const run of runs) expect(await replayFault(changed, run)).toMatch(/Non-Deterministic|Lockstep guard/);
  });

  it("lets a step be added after the last one", async () => {
    const changed = await collectApp(() => registerChanged(oneStepAfter, register));
    for (const run of runs) expect(await replayFault(changed, run)).toBeUndefined();
  });

  it("notices an orchestrator that is there no more", async () => {
    const [run] = runs;
    expect(await replayFault(await collectApp(() => {}), run as RecordedRun)).toMatch(
      /no orchestrator "prepareCluster"/,
    );
  });
});
