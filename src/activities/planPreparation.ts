/** Reads what there is and makes the plan. Changes nothing. */
import { makePlan, type Plan } from "../domain/plan.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { readInventory } from "./readInventory.ts";

export function planPreparation(deps: ActivityDeps, { request }: StepInput<"planPreparation">): Promise<Plan> {
  return planRequest(deps, request);
}

/** The plan that a run would follow now; for whoever only wants to see it, too. Throws a `ClientFault` when a read fails. */
export async function planRequest(deps: ActivityDeps, request: PreparationRequest): Promise<Plan> {
  return makePlan(request, await readInventory(deps, request), deps.catalog);
}
