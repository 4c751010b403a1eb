/** One preparation on virtual time, from the request to the record, and what it took. Needs `npm run build`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventType, type HistoryEvent } from "../../local/host/durable/historyEvents.ts";
import { startWorld } from "../../local/lamplighterWorld.ts";
import type { RunningWorld } from "../../local/runningWorld.ts";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import type { SimulatorName } from "../../local/simulators.ts";
import type { WireRequest } from "../../local/world/wire.ts";
import { clusterInstanceId } from "../../src/domain/clusterRef.ts";
import type { RecordSummary } from "../../src/domain/record.ts";

export interface PreparationAccount {
  record: RecordSummary;
  /** Simulated seconds from the request to the record. */
  makespanSeconds: number;
  /** Requests that the app sent, by whom they were for; those of the caller who follows the run are not its own. */
  calls: Record<SimulatorName, number>;
  durable: DurableWork;
}

/** What the durable runtime did for a run, over all its orchestrations. */
export interface DurableWork {
  orchestrations: number;
  historyEvents: number;
  /** Turns: each replays the history and asks for the next thing. */
  episodes: number;
  activities: number;
  timers: number;
}

/** Begins right before the request and ends when the run has ended: the world is built and taken down outside it. */
export type Surroundings = <T>(run: () => Promise<T>) => Promise<T>;

/** Throws unless every node ends ready. */
export async function runPreparation(
  scenario: Scenario,
  around: Surroundings = (run) => run(),
): Promise<PreparationAccount> {
  const callsByHost = new Map<string, number>();
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-bench-"));
  const interfere = ({ url }: WireRequest) => {
    const { host } = new URL(url);
    callsByHost.set(host, (callsByHost.get(host) ?? 0) + 1);
    return undefined;
  };
  const world = await startWorld({ scenario, dataFolder, speed: "virtual", interfere });
  try {
    const { id, byTheRun } = await around(async () => {
      const started = await startPreparation(world, scenario);
      await world.host.finished(clusterInstanceId(scenario.request.cluster));
      return { id: started, byTheRun: callsOf(world, callsByHost) };
    });
    const record = await readRecord(world, id);
    const makespanSeconds = (Date.parse(record.finishedAt) - Date.parse(record.startedAt)) / 1000;
    return { record, makespanSeconds, calls: byTheRun, durable: durableWorkOf(world) };
  } finally {
    await world.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

function callsOf({ urls }: RunningWorld, byHost: ReadonlyMap<string, number>): PreparationAccount["calls"] {
  const counts = Object.entries(urls).map(([name, url]) => [name, byHost.get(new URL(url).host) ?? 0]);
  return Object.fromEntries(counts) as PreparationAccount["calls"];
}

/** Returns the preparation's id. */
export async function startPreparation(
  { api }: Pick<RunningWorld, "api">,
  { request }: Pick<Scenario, "request">,
): Promise<string> {
  const { status, body } = await api("POST", "/api/preparations", request);
  if (status !== 202) throw new Error(`the preparation was refused with ${status}: ${excerpt(body)}`);
  return (body as { id: string }).id;
}

/** Without its nodes. Throws unless it is ready. */
export async function readRecord({ api }: Pick<RunningWorld, "api">, id: string): Promise<RecordSummary> {
  const { body } = await api("GET", `/api/preparations/${id}`);
  const record = body as RecordSummary;
  if (record.verdict !== "ready") throw new Error(`the preparation did not end ready: ${excerpt(body)}`);
  return record;
}

function excerpt(body: unknown): string {
  return JSON.stringify(body).slice(0, 1000);
}

function durableWorkOf({ host }: RunningWorld): DurableWork {
  const work: DurableWork = { orchestrations: 0, historyEvents: 0, episodes: 0, activities: 0, timers: 0 };
  for (const { instanceId } of host.inspect.instances()) {
    const events = host.inspect.history(instanceId);
    const count = (type: HistoryEvent["EventType"]) => events.filter(({ EventType: is }) => is === type).length;
    work.orchestrations += 1;
    work.historyEvents += events.length;
    work.episodes += count(EventType.OrchestratorStarted);
    work.activities += count(EventType.TaskScheduled);
    work.timers += count(EventType.TimerCreated);
  }
  return work;
}
