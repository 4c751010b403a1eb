/** A schedule: a small world, a request, and what goes wrong meanwhile. It follows from its seed alone. */

import { parseScenario, type Scenario, type WrittenScenario } from "../../scenarios/scenario.ts";
import { createRandom, type Random } from "../random.ts";
import { makeBase } from "./makeBase.ts";
import { makeEvent, makeHostKill } from "./makeEvents.ts";
import { makeCompletionFault, makeRequestFault, makeWorkFault } from "./makeFaults.ts";

export function makeSchedule(seed: number): Scenario {
  const random = createRandom(seed);
  const base = makeBase(random);
  const schedule: WrittenScenario = { ...base, name: `faults-${seed}`, title: `What goes wrong with seed ${seed}` };
  const troubles = 1 + Math.floor(random.fraction() ** 2 * 9);
  for (let trouble = 0; trouble < troubles; trouble++) addTrouble(schedule, random);
  return parseScenario(schedule, `The schedule of seed ${seed}`);
}

function addTrouble(schedule: WrittenScenario, random: Random): void {
  const kind = random.fraction();
  if (kind < 0.45) (schedule.faults ??= []).push(makeRequestFault(random));
  else if (kind < 0.55) (schedule.faults ??= []).push(makeWorkFault(random));
  else if (kind < 0.62) (schedule.faults ??= []).push(makeCompletionFault(random));
  else if (kind < 0.72) (schedule.hostKills ??= []).push(makeHostKill(random));
  else (schedule.events ??= []).push(...makeEvent(random, poolsOf(schedule)));
}

function poolsOf({ request }: WrittenScenario): [string, ...string[]] {
  const names = (request["nodePools"] as { name: string }[]).map(({ name }) => name);
  return names as [string, ...string[]];
}
