/** Runs a scenario's request to its end in a virtual world, as a client of the API does. */
import { followPreparation } from "../../local/demo/run/followPreparation.ts";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import type { VerificationRecord } from "../../src/domain/record.ts";
import type { VirtualWorld } from "./virtualWorld.ts";

/** Throws unless the run leaves a record. `stepSeconds`: stops that often and calls `look`. */
export async function prepare(
  world: VirtualWorld,
  { request }: Pick<Scenario, "request">,
  watch?: { stepSeconds: number; look(): void },
): Promise<VerificationRecord> {
  const pause = async () => {
    if (watch === undefined) return world.runToEnd(request.cluster);
    await world.pass(watch.stepSeconds);
    watch.look();
  };
  const ending = await followPreparation(world, { request, onView: () => {}, pause });
  if (ending.kind !== "recorded") throw new Error(`The preparation left no record: ${JSON.stringify(ending)}`);
  return ending.record;
}
