/** Node pools in Azure: requested once, then only looked at. */
import { type AzureFailure, azureFailure } from "../domain/azureFailure.ts";
import type { Finding } from "../domain/findings.ts";
import { POOL_CREATED_TAG, POOL_TAG } from "../domain/labels.ts";
import type { NodePoolView } from "../domain/nodePool.ts";
import { done, type Failed, failed, type Outcome, waiting } from "../domain/outcome.ts";
import { planPool } from "../domain/poolPlan.ts";
import type { StepInput } from "../domain/steps.ts";
import { requireNotCancelled } from "./cancellation.ts";
import type { ActivityDeps } from "./deps.ts";

/** Idempotent: compares again with what there is, so that a repeated call sends nothing twice. */
export async function ensureNodePool(
  { azure, tables }: ActivityDeps,
  { cluster, preparationId, pool, failedAs }: StepInput<"ensureNodePool">,
): Promise<Outcome<null>> {
  const { spec } = pool;
  const existing = await azure.readNodePool(cluster, spec.name);
  if (existing === undefined && spec.initializationTaints !== undefined) {
    await requireNotCancelled({ tables }, preparationId);
    return waiting(`pool ${spec.name}, asked for with its cluster, is not there yet`);
  }
  const decision = planPool(spec, existing);
  const [conflict] = decision.findings;
  if (conflict !== undefined) return failed(conflict);
  const shallBeAskedAgain = existing !== undefined && existing.etag === failedAs && !isBusy(existing);
  if (decision.action === "none" || (isOurOperation(existing, preparationId) && !shallBeAskedAgain)) {
    return done(null, existing?.tags[POOL_TAG] === preparationId);
  }
  await requireNotCancelled({ tables }, preparationId);
  if (existing !== undefined && isBusy(existing)) return waiting(`pool ${spec.name} is ${existing.provisioningState}`);
  const created =
    existing === undefined && pool.fallbackZones !== undefined ? { [POOL_CREATED_TAG]: preparationId } : {};
  const tags = { ...existing?.tags, ...created, [POOL_TAG]: preparationId };
  await azure.submitNodePool(cluster, decision.spec, tags, existing?.etag);
  return done(null, true);
}

/** What we asked for is on its way: the counts may still be those of before. */
export function isOurOperation(existing: NodePoolView | undefined, preparationId: string): boolean {
  return (
    existing !== undefined && existing.tags[POOL_TAG] === preparationId && existing.provisioningState !== "Succeeded"
  );
}

export async function readNodePool(
  { azure }: ActivityDeps,
  { cluster, pool }: StepInput<"readNodePool">,
): Promise<Outcome<null>> {
  const view = await azure.readNodePool(cluster, pool);
  if (view === undefined) return waiting(`pool ${pool} is not there yet`);
  if (view.provisioningState === "Succeeded") return done(null, false);
  if (view.provisioningState === "Failed" || view.provisioningState === "Canceled") return poolFailed(view);
  return waiting(`pool ${pool} is ${view.provisioningState}`);
}

export function isBusy({ provisioningState }: NodePoolView): boolean {
  return !["Succeeded", "Failed", "Canceled"].includes(provisioningState);
}

function poolFailed(view: NodePoolView): Failed {
  const { failure, etag } = view;
  const outcome = failed(failureFinding(view));
  if (failure === undefined || failure.retry === "never" || etag === undefined) return outcome;
  return { ...outcome, again: { retry: failure.retry, etag } };
}

function failureFinding({ name, provisioningState, failure }: NodePoolView): Finding {
  const cause = failure === undefined ? "Azure gives no cause" : `${failure.code}: ${failure.message}`;
  const { code, action } = azureFailure(failure?.code) ?? UNEXPLAINED;
  return {
    code,
    severity: "fail",
    subject: `pool/${name}`,
    found: `the pool is ${provisioningState}: ${cause}`,
    action,
  };
}

const UNEXPLAINED: AzureFailure = {
  code: "PoolFailed",
  action: "Remove the cause, then run again: the pool is brought to what was asked.",
};
