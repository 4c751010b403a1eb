/** Runs one schedule to its end, in this process and on virtual time, under the eyes of every invariant. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "../host/host.ts";
import { startWorld } from "../lamplighterWorld.ts";
import type { RunningWorld } from "../runningWorld.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { VIRTUAL_START } from "../virtualWorld.ts";
import type { Clock } from "../world/clock.ts";
import { createJudge, type Judge } from "./judge.ts";
import { sameEveryTime } from "./sameEveryTime.ts";
import type { Breach } from "./scene.ts";
import type { WorldWatch } from "./watch.ts";

export interface ScheduleOutcome {
  breaches: readonly Breach[];
  checked: number;
  /** How often each kind of fault was carried out. */
  injected: ReadonlyMap<string, number>;
  /** Events in the histories of its orchestrations. */
  length: number;
  /** Of the whole history: the same for the same schedule. */
  hash: string;
  simulatedSeconds: number;
}

export type PlantedWatch = Pick<WorldWatch, "composition" | "modelOf">;

/** However much is in a run's way, it ends by then. */
const LONGEST_RUN_SECONDS = 12 * 3600;
const LOOK_SECONDS = 60;
/** For what the cluster clears away by itself. */
const REST_SECONDS = 600;

export async function runSchedule(
  scenario: Scenario,
  seed: number,
  planted: PlantedWatch = {},
): Promise<ScheduleOutcome> {
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-faults-"));
  const judge = createJudge();
  let clock: Clock | undefined;
  try {
    return await sameEveryTime({ seed, startAt: VIRTUAL_START, clock: () => clock }, async () => {
      const world = await startWorld({
        ...{ scenario, dataFolder, speed: "virtual", log: judge.log },
        watch: {
          ...judge.watch,
          ...planted,
          onClock: (made) => {
            clock = made;
          },
        },
        onHostKilled: () => judge.watch.onInjected("host killed"),
      });
      try {
        return await follow(world, scenario, judge);
      } finally {
        await world.stop();
      }
    });
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function follow(world: RunningWorld, scenario: Scenario, judge: Judge): Promise<ScheduleOutcome> {
  const { clock } = world;
  const beganAt = clock.now();
  judge.begin(world, scenario);
  await ask(world, scenario, judge);
  const seconds = () => (clock.now() - beganAt) / 1000;
  const lastEvent = Math.max(0, ...scenario.events.map(({ atSeconds }) => atSeconds));
  while (isAtWork(world) || seconds() <= lastEvent) {
    if (seconds() > LONGEST_RUN_SECONDS) {
      judge.blame("each run ends within its deadline", stuck(world.host.inspect));
      break;
    }
    await pass(world, LOOK_SECONDS);
  }
  const simulatedSeconds = Math.round(seconds());
  await pass(world, REST_SECONDS);
  if (judge.breaches.length === 0) judge.end();
  for (const { kind } of scenario.events.map(({ do: what }) => what)) judge.watch.onInjected(`event ${kind}`);
  const { length, hash } = historyOf(world);
  const { breaches, checked, injected } = judge;
  return { breaches, checked, injected, length, hash, simulatedSeconds };
}

const MOST_ASKS = 30;

/** As a person would, who asks again when the app is out of breath. What is refused for good is no run. */
async function ask(world: RunningWorld, { request }: Scenario, judge: Judge): Promise<void> {
  for (let asks = 1; asks <= MOST_ASKS; asks++) {
    const answer = await world.api("POST", "/api/preparations", request);
    judge.log({ at: world.clock.now(), level: "information", source: "user", message: JSON.stringify(answer.body) });
    if (answer.status < 500 && answer.status !== 429) return;
    await pass(world, LOOK_SECONDS);
  }
  judge.blame("a preparation is accepted in the end", `it was refused ${MOST_ASKS} times`);
}

function isAtWork({ host }: RunningWorld): boolean {
  return host.inspect.instances({ statuses: ["Running", "Pending"] }).length > 0;
}

function stuck(inspect: Host["inspect"]): string {
  const open = inspect
    .instances({ statuses: ["Running", "Pending"] })
    .map(({ name, instanceId }) => `${name} ${instanceId}`);
  const poisoned = inspect.poisoned().map(({ subject, error }) => `${subject}: ${error}`);
  return `after ${LONGEST_RUN_SECONDS / 3600} hours still at work: ${[...open, ...poisoned].join("; ")}`;
}

async function pass({ clock, host }: RunningWorld, seconds: number): Promise<void> {
  await new Promise<void>((resolve) => clock.setTimer(clock.now() + seconds * 1000, resolve));
  const goOn = clock.hold();
  while (host.busy) await new Promise<void>((resolve) => setImmediate(resolve));
  goOn();
}

function historyOf({ host, simulators, clock }: RunningWorld): { length: number; hash: string } {
  const hash = createHash("sha256");
  let length = 0;
  for (const { instanceId, status } of host.inspect.instances()) {
    const events = host.inspect.history(instanceId);
    length += events.length;
    hash.update(JSON.stringify([instanceId, status, events]));
  }
  hash.update(JSON.stringify([simulators.writeLog.writes(), simulators.writeLog.armAttempts(), clock.now()]));
  return { length, hash: hash.digest("hex") };
}
