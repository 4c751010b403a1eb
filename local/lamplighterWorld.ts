/**
 * The app on the embedded host, beside the simulated world it works on: behind HTTPS and on a paced clock, or inside
 * this process and on virtual time.
 */
import { mkdirSync } from "node:fs";
import { atReceiver } from "./notify/atReceiver.ts";
import { startPacedWorld } from "./pacedWorld.ts";
import type { RunningWorld, WorldOptions } from "./runningWorld.ts";
import { type Scenario, ScenarioError } from "./scenarios/scenario.ts";
import { startVirtualWorld } from "./virtualWorld.ts";

export async function startWorld(options: WorldOptions): Promise<RunningWorld> {
  mkdirSync(options.dataFolder, { recursive: true });
  if (options.speed !== "virtual" && options.scenario.faults.length > 0) {
    throw new ScenarioError(`${options.scenario.name} has faults, which come on virtual time alone: --speed virtual`);
  }
  const world = await (options.speed === "virtual"
    ? startVirtualWorld(options)
    : startPacedWorld(options, options.speed));
  const { scenario } = options;
  const isResumed = world.simulators.hasBegun();
  if (scenario.given === "prepared") await prepareOnce(world, scenario);
  world.simulators.beginEvents({
    cancelRun: (reason) => void cancelRun(world, reason),
    prepareAgain: () => void prepareAgain(world, scenario),
  });
  if (!isResumed && scenario.requestAfterSeconds > 0) await pass(world, scenario.requestAfterSeconds);
  return world;
}

function pass({ clock }: RunningWorld, seconds: number): Promise<void> {
  return new Promise((resolve) => clock.setTimer(clock.now() + seconds * 1000, resolve));
}

const POLL_SECONDS = 10;

/** The state that a scenario is given: a preparation of the same request (approved or not), unless the world has seen one already. */
async function prepareOnce(world: RunningWorld, scenario: Scenario): Promise<void> {
  const { api, simulators } = world;
  if (simulators.hasBegun()) return;
  const { planHash: _approval, ...request } = atReceiver(scenario.request, world);
  const started = await api("POST", "/api/preparations", request);
  if (started.status !== 202) throw new Error(`The given preparation was refused: ${JSON.stringify(started.body)}`);
  const { id } = started.body as { id: string };
  for (;;) {
    const { body } = await api("GET", `/api/preparations/${id}`);
    if ((body as { status: string }).status !== "running") break;
    await pass(world, POLL_SECONDS);
  }
  simulators.writeLog.clear();
}

/** Time waits for the answer, whatever it is. */
async function prepareAgain({ api, clock }: RunningWorld, { request }: Scenario): Promise<void> {
  const goOn = clock.hold();
  try {
    await api("POST", "/api/preparations", request);
  } finally {
    goOn();
  }
}

/** As a person would: finds the run that goes on, and asks for its end. Time waits for the answers. */
async function cancelRun({ api, clock }: RunningWorld, reason: string | undefined): Promise<void> {
  const goOn = clock.hold();
  try {
    const { body } = await api("GET", "/api/preparations?status=running");
    // Whoever gets no answer has not cancelled anything.
    const [running] = (body as { preparations?: { id: string }[] }).preparations ?? [];
    if (running !== undefined) await api("POST", `/api/preparations/${running.id}/cancel`, { reason });
  } finally {
    goOn();
  }
}
