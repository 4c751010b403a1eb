/** A cluster that is prepared, then verified by request, then by the timer. */
import { loadScenario, type Scenario } from "../../local/scenarios/scenario.ts";
import { outcomeOf } from "../scenarios/prepare.ts";
import type { VirtualWorld } from "../scenarios/virtualWorld.ts";

const TICK_SECONDS = 6 * 3600;

export function reverifiedScenario(): Scenario {
  const scenario = loadScenario("node-unverified");
  const request = { ...scenario.request, schedule: { reverify: true } };
  return { ...scenario, given: "empty", events: [], requestAfterSeconds: 0, request };
}

export async function reverify(world: VirtualWorld): Promise<void> {
  const { request } = reverifiedScenario();
  await outcomeOf(world, { request });
  const { subscriptionId, resourceGroup, name } = request.cluster;
  await world.api("POST", `/api/clusters/${subscriptionId}/${resourceGroup}/${name}/verifications`);
  await world.pass(TICK_SECONDS);
}
