/** Reads what there is and makes the plan. Changes nothing. */
import type { Inventory } from "../domain/inventory.ts";
import { makePlan } from "../domain/plan.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

export async function planPreparation(
  deps: ActivityDeps,
  { request }: StepInput<"planPreparation">,
): Promise<StepOutput<"planPreparation">> {
  return makePlan(request, await readInventory(deps, request.cluster), deps.catalog);
}

async function readInventory(
  { azure, clusters, listReleases }: ActivityDeps,
  cluster: StepInput<"planPreparation">["request"]["cluster"],
): Promise<Inventory> {
  const view = await azure.readCluster(cluster);
  if (view === undefined) return { cluster: undefined, nodePools: [], releases: [] };
  const nodePools = await azure.listNodePools(cluster);
  if (view.powerState === "Stopped") return { cluster: view, nodePools, releases: [] };
  return { cluster: view, nodePools, releases: await listReleases(await clusters.connect(cluster)) };
}
