/**
 * A run outlives its process: killed again and again and started on the same folder, it ends in the record, and with
 * the disks, of a run that nobody disturbed. LAMPLIGHTER_KILLS=40 kills it that many times more, in between.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { FinishedView, PreparationView, RunningView } from "../../local/demo/run/preparationView.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../../local/scenarios/scenario.ts";
import type { NodeRecord, VerificationRecord } from "../../src/domain/record.ts";
import { disksOf, type NodeDisk, readNodeDisks } from "./nodeRoots.ts";
import { normalisedRecord } from "./normalisedRecord.ts";
import { prepare } from "./prepare.ts";
import { type StartedProcess, startProcess } from "./startedProcess.ts";
import { openVirtualWorld } from "./virtualWorld.ts";

const scenario = loadScenario(DEFAULT_SCENARIO);
const FURTHER_KILLS = Number(process.env["LAMPLIGHTER_KILLS"] ?? 0);
/** Time goes on while a process starts: with many kills it goes slowly, or pods would pass their deadlines. */
const SPEED = FURTHER_KILLS === 0 ? 60 : 20;
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 600_000;

interface KillPoint {
  when: string;
  isReached(view: RunningView): boolean;
}

/** In the order in which a run comes to them. */
const KILL_POINTS: KillPoint[] = [
  { when: "charts are being installed", isReached: ({ stack }) => stack.some(({ state }) => state.includes("Job")) },
  { when: "pools are being created", isReached: ({ pools }) => pools.some(({ joined }) => joined > 0) },
  { when: "nodes are being patched", isReached: ({ pools }) => pools.some(({ stage }) => stage === "preparingNodes") },
  { when: "the cluster is being verified", isReached: ({ phase }) => phase === "verifying" },
];

const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-killed-"));
let running: StartedProcess | undefined;

afterEach(async () => {
  await running?.kill();
  rmSync(dataFolder, { recursive: true, force: true });
});

it(`goes on after a kill while ${KILL_POINTS.map(({ when }) => when).join(", and while ")}`, {
  timeout: PATIENCE_MS,
}, async () => {
  running = await startProcess(dataFolder, SPEED);
  const { id } = await request<{ id: string }>("/api/preparations", scenario.request);
  const killedWhile = await killAtEach(id, [...KILL_POINTS, ...furtherKills()]);
  expect(killedWhile).toEqual(expect.arrayContaining(KILL_POINTS.map(({ when }) => when)));
  const record = await wholeRecord(id);
  const undisturbed = await runUndisturbed();
  expect(normalisedRecord(record)).toEqual(normalisedRecord(undisturbed.record));
  expect(record.id).toBe(id);
  expect(withoutStarts(readNodeDisks(dataFolder))).toEqual(undisturbed.disks);
});

/** Follows the run to its end, kills the process at each point once, and tells which points there were. */
async function killAtEach(id: string, points: KillPoint[]): Promise<string[]> {
  const open = new Set(points);
  for (;;) {
    const view = await request<PreparationView>(`/api/preparations/${id}`);
    if (view.status === "finished") return points.filter((point) => !open.has(point)).map(({ when }) => when);
    if (view.status === "failed") throw new Error(`The run was lost: ${JSON.stringify(view)}`);
    const reached = [...open].find((point) => point.isReached(view));
    if (reached !== undefined) {
      open.delete(reached);
      await running?.kill();
      running = await startProcess(dataFolder, SPEED);
    }
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** Each a while after the one before. */
function furtherKills(): KillPoint[] {
  const looksBetween = 40;
  return Array.from({ length: FURTHER_KILLS }, (_, index) => {
    let looks = 0;
    return { when: `kill ${index + 1} was due`, isReached: () => ++looks > looksBetween * (index + 1) };
  });
}

async function runUndisturbed() {
  const world = await openVirtualWorld(scenario);
  try {
    const record = await prepare(world, scenario);
    return { record, disks: withoutStarts(disksOf(world.simulators)) };
  } finally {
    await world.stop();
  }
}

/** How often containerd was started is told by the simulated machine's own boots as well: a kill may add one. */
function withoutStarts(disks: NodeDisk[]): unknown {
  return disks
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, config, besideConfig }) => ({ name, config, besideConfig }));
}

async function wholeRecord(id: string): Promise<VerificationRecord> {
  const view = await request<FinishedView>(`/api/preparations/${id}`);
  const { status: _status, phase: _phase, links: _links, ...summary } = view;
  const { nodesInTrouble: _trouble, ...record } = summary as typeof summary & { nodesInTrouble?: unknown };
  return { ...record, nodes: (await request<{ nodes: NodeRecord[] }>(`/api/preparations/${id}/nodes`)).nodes };
}

async function request<T>(path: string, body?: unknown): Promise<T> {
  const url = new URL(path, running?.url);
  const response = await fetch(url, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
