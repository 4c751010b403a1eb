/** What a cluster's checks expect: the request of the preparation that it was prepared by, beside what Azure has now. Changes nothing. */
import type { Finding } from "../domain/findings.ts";
import { DEFAULT_PACING } from "../domain/pacing.ts";
import { planPools } from "../domain/plannedPool.ts";
import { clusterNotFound, clusterStateFindings } from "../domain/preflight/clusterState.ts";
import { type PreparationRow, preparationRowKey } from "../domain/records.ts";
import type { PreparationRequest } from "../domain/request.ts";
import { runRefOf } from "../domain/runRef.ts";
import { stackPools } from "../domain/stackPools.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import { tolerationsFor } from "../domain/tolerations.ts";
import { readClusterRow } from "../runs/clusterRow.ts";
import type { ActivityDeps } from "./deps.ts";

export async function planVerification(
  deps: ActivityDeps,
  { preparationId, cluster }: StepInput<"planVerification">,
): Promise<StepOutput<"planVerification">> {
  const request = await readPreparedRequest(deps, cluster);
  const nothing = { run: runRefOf({ preparationId, request }), profile: request.profile, pacing: DEFAULT_PACING };
  const view = await deps.azure.readCluster(cluster);
  const findings = view === undefined ? [clusterNotFound()] : clusterStateFindings(view);
  if (findings.length > 0) return { ...nothing, findings: findings.map(asFailure), pools: [], tolerations: [] };
  const existing = await deps.azure.listNodePools(cluster);
  const pools = planPools(request, existing, deps.catalog).map(({ planned }) => planned);
  const served = stackPools(pools, existing, deps.catalog);
  return { ...nothing, findings: [], pools, tolerations: tolerationsFor(served.flatMap(({ taints }) => taints)) };
}

export async function readPreparedRequest(
  { tables }: Pick<ActivityDeps, "tables">,
  cluster: PreparationRequest["cluster"],
): Promise<PreparationRequest> {
  const registered = await readClusterRow({ tables }, cluster);
  if (registered?.prepared === undefined) throw new Error(`Cluster ${cluster.name} was never prepared`);
  const { partition, row } = preparationRowKey(registered.prepared.preparationId);
  const preparation = await tables.preparations.read<PreparationRow>(partition, row);
  if (preparation === undefined) throw new Error(`Preparation ${registered.prepared.preparationId} has no row`);
  return preparation.value.request;
}

/** What blocks a plan keeps a verification from looking. */
function asFailure(finding: Finding): Finding {
  return { ...finding, severity: "fail" };
}
