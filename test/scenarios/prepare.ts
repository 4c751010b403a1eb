/** Runs a scenario's request to its end in a virtual world, as a client of the API does. */
import { followPreparation } from "../../local/demo/run/followPreparation.ts";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import { NO_CHANGES, type VerificationRecord } from "../../src/domain/record.ts";
import type { VirtualWorld } from "./virtualWorld.ts";

/** A start that is refused for what was found is a blocked plan, as far as a scenario is concerned: nothing was changed. */
export async function outcomeOf(
  world: VirtualWorld,
  { request }: Pick<Scenario, "request">,
): Promise<Pick<VerificationRecord, "verdict" | "findings" | "changes">> {
  const pause = () => world.runToEnd(request.cluster);
  const ending = await followPreparation(world, { request, onView: () => {}, pause });
  if (ending.kind === "recorded") return ending.record;
  const { findings } = ending.kind === "refused" ? ending.problem : ending.view;
  if (ending.kind === "failed" || findings === undefined) throw new Error(`No record: ${JSON.stringify(ending)}`);
  return { verdict: "blocked", findings, changes: NO_CHANGES };
}

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
