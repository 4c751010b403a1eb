/** Which nodes have InfiniBand, and what the network operator does with them. */
import type { KubernetesPort } from "../clients/ports.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { infinibandRule } from "../domain/manifests/infinibandRule.ts";
import { nicClusterPolicy } from "../domain/manifests/nicClusterPolicy.ts";
import { ulimitAdjuster } from "../domain/manifests/ulimitAdjuster.ts";
import { done, type Outcome, waiting } from "../domain/outcome.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureObject } from "./ensureObject.ts";

export async function ensureNetworkResources(
  { clusters }: ActivityDeps,
  { cluster, preparationId, stack }: StepInput<"ensureNetworkResources">,
): Promise<Outcome<{ changed: number }>> {
  const kubernetes = await clusters.connect(cluster);
  return await ensureAll(kubernetes, [infinibandRule(), nicClusterPolicy(stack)], preparationId);
}

export async function ensureUlimitAdjuster(
  { clusters }: ActivityDeps,
  { cluster, preparationId, stack }: StepInput<"ensureUlimitAdjuster">,
): Promise<Outcome<null>> {
  const kubernetes = await clusters.connect(cluster);
  const outcome = await ensureAll(kubernetes, [ulimitAdjuster(stack)], preparationId);
  return outcome.kind === "done" ? done(null, outcome.changed) : outcome;
}

async function ensureAll(
  kubernetes: KubernetesPort,
  objects: readonly KubernetesObject[],
  preparationId: string,
): Promise<Outcome<{ changed: number }>> {
  let changed = 0;
  for (const object of objects) {
    const ensured = await ensureObject(kubernetes, object, preparationId);
    if (ensured === "kindMissing") return waiting(`the cluster does not know ${object.apiVersion} ${object.kind} yet`);
    if (ensured.changed) changed += 1;
  }
  return done({ changed }, changed > 0);
}
