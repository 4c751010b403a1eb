/** Reads what there is and makes the plan. Changes nothing. */
import { makePlan } from "../domain/plan.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { readInventory } from "./readInventory.ts";

export async function planPreparation(
  deps: ActivityDeps,
  { request }: StepInput<"planPreparation">,
): Promise<StepOutput<"planPreparation">> {
  return makePlan(request, await readInventory(deps, request), deps.catalog);
}
