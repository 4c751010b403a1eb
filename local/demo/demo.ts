/** The demo: a simulated world, one preparation followed to its end, the record for a person or a program. */
import type { HostLogEntry } from "../host/hostLog.ts";
import { atReceiver } from "../notify/atReceiver.ts";
import type { KillNotice } from "../restarts/mortalApp.ts";
import type { RunningWorld, WorldOptions } from "../runningWorld.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { pollPace } from "./pollPace.ts";
import { createProgressDisplay } from "./progressDisplay.ts";
import { reportEnding } from "./reportEnding.ts";
import { type Ending, followPreparation } from "./run/followPreparation.ts";
import { observe, type RunStep } from "./run/observe.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { wrapText } from "./terminal/wrapText.ts";

export interface DemoOptions {
  scenario: Scenario;
  speed: number | "virtual";
  json: boolean;
  /** Empty: the world is a fresh one. */
  dataFolder: string;
}

export interface DemoSurroundings {
  startWorld(options: WorldOptions): Promise<DemoWorld>;
  stdout: Terminal;
  stderr: Terminal;
  /** Aborted when the person interrupts. */
  signal: AbortSignal;
}

export type DemoWorld = Pick<RunningWorld, "api" | "clock" | "stop"> & { urls: { receiver: string } };

/** Answers the exit code. Rejects when the world fails, or with the signal's reason. */
export async function runDemo(options: DemoOptions, surroundings: DemoSurroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  const people = options.json ? stderr : stdout;
  people.write(introduction(options.scenario, people.columns()));
  const errors: HostLogEntry[] = [];
  const kills: KillNotice[] = [];
  const ending = await inWorld(options, surroundings, { errors, kills }, (world) =>
    watch(world, options, { people, signal: surroundings.signal, kills }),
  );
  return reportEnding(ending, { people, stderr, ...(options.json ? { program: stdout } : {}), errors });
}

function introduction({ name, title }: Scenario, columns: number): string {
  const lines = [...wrapText(`${name}: ${title}.`, columns), "Starting the app beside simulated Azure and Kubernetes."];
  return `${lines.join("\n")}\n\n`;
}

/** Filled while the world runs. */
interface Heard {
  errors: HostLogEntry[];
  kills: KillNotice[];
}

async function inWorld<T>(
  { scenario, speed, dataFolder }: DemoOptions,
  { startWorld }: DemoSurroundings,
  { errors, kills }: Heard,
  use: (world: DemoWorld) => Promise<T>,
): Promise<T> {
  const log = (entry: HostLogEntry) => void (isError(entry) && errors.push(entry));
  const onHostKilled = (notice: KillNotice) => void kills.push(notice);
  const world = await startWorld({ scenario, dataFolder, speed, log, onHostKilled });
  try {
    return await use(world);
  } finally {
    await world.stop();
  }
}

function isError({ level }: HostLogEntry): boolean {
  return level === "error" || level === "critical";
}

interface Watcher {
  people: Terminal;
  signal: AbortSignal;
  /** Taken out as they are shown. */
  kills: KillNotice[];
}

async function watch(
  world: DemoWorld,
  { scenario, speed }: DemoOptions,
  { people, signal, kills }: Watcher,
): Promise<Ending> {
  const display = createProgressDisplay(people, speed === "virtual" ? "simulated" : `simulated, ${speed}x`);
  const startedAt = world.clock.now();
  let step: RunStep | undefined;
  try {
    return await followPreparation(world, {
      request: atReceiver(scenario.request, world),
      onView(view) {
        const killed = kills.splice(0).map(({ at, text }) => ({ atMs: at - startedAt, text, tone: "warn" as const }));
        step = observe(step?.state, view, world.clock.now() - startedAt, killed);
        display.show(step);
      },
      async pause() {
        await pollPace(world.clock);
        signal.throwIfAborted();
      },
    });
  } finally {
    display.close();
  }
}
