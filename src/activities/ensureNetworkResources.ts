/** Which nodes have InfiniBand, and what the network operator does with them. */
import { infinibandRule } from "../domain/manifests/infinibandRule.ts";
import { nicClusterPolicy } from "../domain/manifests/nicClusterPolicy.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureAll } from "./ensureObject.ts";

export async function ensureNetworkResources(
  { clusters }: ActivityDeps,
  { cluster, preparationId, stack }: StepInput<"ensureNetworkResources">,
): Promise<Outcome<{ changed: number }>> {
  const kubernetes = await clusters.connect(cluster);
  return await ensureAll(kubernetes, [infinibandRule(), nicClusterPolicy(stack)], preparationId);
}
