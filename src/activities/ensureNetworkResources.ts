/** Which nodes have InfiniBand, and what the network operator does with them. */
import type { KubernetesPort } from "../clients/ports.ts";
import { infinibandRule } from "../domain/manifests/infinibandRule.ts";
import { nicClusterPolicy } from "../domain/manifests/nicClusterPolicy.ts";
import { definitionLack, definitionRef, NETWORK_DEFINITIONS } from "../domain/networkDefinitions.ts";
import { type Outcome, waiting } from "../domain/outcome.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureAll } from "./ensureObject.ts";

/** Idempotent. Waits until the kinds are established, and for the moment until the API server serves them. */
export async function ensureNetworkResources(
  { clusters }: ActivityDeps,
  { cluster, preparationId, stack }: StepInput<"ensureNetworkResources">,
): Promise<Outcome<{ changed: number }>> {
  const kubernetes = await clusters.connect(cluster);
  const lack = await firstLack(kubernetes);
  if (lack !== undefined) return waiting(lack, "CrdNotEstablished");
  return await ensureAll(kubernetes, [infinibandRule(), nicClusterPolicy(stack)], preparationId);
}

async function firstLack(kubernetes: KubernetesPort): Promise<string | undefined> {
  const lacks = await Promise.all(
    NETWORK_DEFINITIONS.map(async (one) => definitionLack(one, await kubernetes.read(definitionRef(one)))),
  );
  return lacks.find((lack) => lack !== undefined);
}
