/** Reads what there is and makes the plan. Changes nothing. */
import { makePlan, type Plan } from "../domain/plan.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { StepInput } from "../domain/steps.ts";
import { requireNotCancelled } from "./cancellation.ts";
import type { ActivityDeps } from "./deps.ts";
import { readInventory } from "./readInventory.ts";

/** Reading takes a while: whoever has cancelled meanwhile is heard before anything begins. */
export async function planPreparation(
  deps: ActivityDeps,
  { request, preparationId }: StepInput<"planPreparation">,
): Promise<Plan> {
  const plan = await planRequest(deps, request);
  await requireNotCancelled(deps, preparationId);
  return plan;
}

/** The plan that a run would follow now; for whoever only wants to see it, too. Throws a `ClientFault` when a read fails. */
export async function planRequest(deps: ActivityDeps, request: PreparationRequest): Promise<Plan> {
  return makePlan(request, await readInventory(deps, request), deps.catalog);
}
