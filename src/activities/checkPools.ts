/** L0: what Azure says of the pools, and one driver mode for all of them. */
import { type Check, compare, passes } from "../domain/checks.ts";
import type { Finding } from "../domain/findings.ts";
import type { NodePoolSpec, NodePoolView } from "../domain/nodePool.ts";
import type { PlannedPool } from "../domain/plannedPool.ts";
import { driverConflicts } from "../domain/preflight/driverModes.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

export async function checkPools(
  { azure, catalog }: ActivityDeps,
  { cluster, pools, profile }: StepInput<"checkPools">,
): Promise<StepOutput<"checkPools">> {
  const views = await azure.listNodePools(cluster);
  const conflicts = driverConflicts(views, profile === "self-managed" ? "None" : "Install", catalog);
  const checks = [...pools.flatMap((pool) => poolChecks(pool, views)), driverCheck(conflicts)];
  const findings = checks.flatMap(poolFinding);
  return { checks, findings: [...conflicts.map(asFailure), ...findings] };
}

function poolChecks({ spec }: PlannedPool, views: readonly NodePoolView[]): Check[] {
  const view = views.find((candidate) => candidate.name === spec.name);
  const subject = `pool/${spec.name}`;
  const action = `Look at the pool in Azure (az aks nodepool show --name ${spec.name}).`;
  const checks = [
    compare(`${subject}/state`, "L0", "Succeeded", view?.provisioningState ?? "absent", action),
    sizeCheck(spec, view, action),
  ];
  return checks.map((check) => ({ ...check, subject }));
}

/** Nodes that somebody has added meanwhile are welcome: each of them is verified too. */
function sizeCheck(spec: NodePoolSpec, view: NodePoolView | undefined, action: string): Check {
  const { name, count, vmSize, autoscale } = spec;
  const { min, max } = autoscale ?? { min: count, max: Number.POSITIVE_INFINITY };
  const wanted = autoscale === undefined ? `${count}` : `${min} to ${max}`;
  const measured = view === undefined ? "absent" : `${view.count} x ${view.vmSize}`;
  const fits = view !== undefined && view.vmSize === vmSize && min <= view.count && view.count <= max;
  const expected = fits && view.count !== count && autoscale === undefined ? `at least ${wanted}` : wanted;
  const check = { name: `pool/${name}/size`, level: "L0" as const, expected: `${expected} x ${vmSize}`, measured };
  return fits ? { ...check, status: "passed" } : { ...check, status: "failed", action };
}

function driverCheck(conflicts: readonly Finding[]): Check {
  const measured =
    conflicts.length === 0 ? "one driver mode" : conflicts.map((conflict) => conflict.subject).join(", ");
  return compare("driverMode", "L0", "one driver mode", measured, "Use one profile for all GPU pools of a cluster.");
}

/** The driver mode has findings of its own. */
function poolFinding(check: Check): Finding[] {
  const { subject, expected, measured, action = "" } = check;
  if (subject === undefined || passes(check)) return [];
  return [{ code: "PoolFailed", severity: "fail", subject, found: `expected ${expected}, found ${measured}`, action }];
}

/** What blocks a plan makes a verification fail. */
function asFailure(finding: Finding): Finding {
  return { ...finding, severity: "fail" };
}
