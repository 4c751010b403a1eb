/**
 * Takes away a pool that this run has created, that failed, and that never got a node: the only way to ask for it in
 * another zone. Whoever else has a hand in the pool keeps it.
 */
import { POOL_CREATED_TAG, poolSelector } from "../domain/labels.ts";
import type { NodePoolView } from "../domain/nodePool.ts";
import { done, failed, type Outcome, waiting } from "../domain/outcome.ts";
import type { StepInput } from "../domain/steps.ts";
import { requireNotCancelled } from "./cancellation.ts";
import type { ActivityDeps } from "./deps.ts";

/** Idempotent: done when there is no such pool. Reads everything right before it deletes, and deletes only what it has read. */
export async function removeFailedPool(
  { azure, clusters, tables }: ActivityDeps,
  { cluster, preparationId, pool, failedAs }: StepInput<"removeFailedPool">,
): Promise<Outcome<null>> {
  const view = await azure.readNodePool(cluster, pool);
  if (view === undefined) return done(null, true);
  if (view.tags[POOL_CREATED_TAG] !== preparationId) return kept(view, "this run has not created it");
  if (view.provisioningState === "Deleting") return waiting(`pool ${pool} is being deleted`);
  if (view.provisioningState !== "Failed") return kept(view, `it is ${view.provisioningState}`);
  if (view.etag !== failedAs) return kept(view, "it has been changed since it failed");
  await requireNotCancelled({ tables }, preparationId);
  const kubernetes = await clusters.connect(cluster);
  const nodes = await kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: poolSelector([pool]) });
  if (nodes.length > 0) return kept(view, `it has ${nodes.length} nodes`);
  const answer = await azure.removeNodePool(cluster, pool, failedAs);
  return answer === "submitted"
    ? waiting(`pool ${pool} is being deleted`)
    : kept(view, "it has been changed since it was read");
}

function kept({ name }: NodePoolView, why: string): Outcome<null> {
  return failed({
    code: "AllocationFailed",
    severity: "fail",
    subject: `pool/${name}`,
    found: `no other zone was tried, since the pool is not taken away: ${why}`,
    action: "Look at the pool (az aks nodepool show); delete it or give it another name, then run again.",
  });
}
