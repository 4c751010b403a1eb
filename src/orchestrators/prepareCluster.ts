/**
 * prepareCluster: one run, from request to record.
 *  1 plan; blocked: record and stop, with the actions a person must take
 *  2 open the run in the cluster: namespaces, scripts
 *  3 in parallel: every pool, and the stack
 *  4 wait until what is cluster-wide has settled
 *  5 verify
 *  6 close the run in the cluster, save the record
 */
import type { Finding } from "../domain/findings.ts";
import {
  ORCHESTRATIONS,
  type PartResult,
  type PrepareClusterInput,
  type RunScope,
  type VerifyClusterResult,
} from "../domain/orchestrations.ts";
import type { Settled } from "../domain/outcome.ts";
import { isBlocked, type Plan, type PlannedPool } from "../domain/plan.ts";
import { makePodContract } from "../domain/podContract.ts";
import { subInstanceId } from "../domain/progress.ts";
import { addChanges, NO_CHANGES, type RecordSummary, type Timing, type Verdict } from "../domain/record.ts";
import type { RunRef } from "../domain/steps.ts";
import {
  type Flow,
  faultOf,
  now,
  type OrchestrationContext,
  pollUntil,
  registerOrchestrator,
  step,
  sub,
  subAll,
} from "./durable.ts";
import { RunReporter } from "./runReporter.ts";
import { timed } from "./timed.ts";

export function registerPrepareCluster(): void {
  registerOrchestrator(ORCHESTRATIONS.prepareCluster, prepareCluster);
}

export interface PrepareClusterOutput {
  preparationId: string;
  verdict: Verdict;
}

interface Conclusion {
  verdict: Verdict;
  parts: PartResult[];
  verification?: VerifyClusterResult;
  findings: Finding[];
}

function* prepareCluster(
  context: OrchestrationContext,
  { preparationId, request }: PrepareClusterInput,
): Flow<PrepareClusterOutput> {
  const startedAt = now(context);
  const timings: Timing[] = [];
  const run: RunRef = { preparationId, cluster: request.cluster };
  const report = new RunReporter(context, preparationId);
  let plan: Plan | undefined;
  let conclusion: Conclusion;
  try {
    report.phase("planning");
    plan = yield* timed(
      context,
      timings,
      "plan",
      "cluster",
      step(context, "planPreparation", { preparationId, request }),
    );
    report.planned(plan);
    conclusion = isBlocked(plan) ? blocked(plan) : yield* carryOut(context, { plan, run, report, timings });
  } catch (error) {
    conclusion = { verdict: "notReady", parts: [], findings: [faultFinding(error)] };
  }
  report.phase("recording");
  const record = makeRecord({ run, request, plan, conclusion, timings, startedAt, finishedAt: now(context) });
  yield* step(context, "saveRecord", { record });
  report.recorded(record.verdict);
  return { preparationId, verdict: record.verdict };
}

function blocked(plan: Plan): Conclusion {
  return { verdict: "blocked", parts: [], findings: plan.findings };
}

interface Execution {
  plan: Plan;
  run: RunRef;
  report: RunReporter;
  timings: Timing[];
}

function* carryOut(context: OrchestrationContext, execution: Execution): Flow<Conclusion> {
  const { plan, run, report, timings } = execution;
  const { owner, changed } = yield* step(context, "openRun", { ...run, namespaces: plan.stack.namespaces });
  const scope: RunScope = { run, owner, tolerations: plan.stack.tolerations, pacing: plan.pacing };
  const opened: PartResult = { changes: addChanges({ kubernetes: changed }), findings: [], timings: [] };
  report.phase("preparing");
  const prepared = yield* prepareInParallel(context, execution, scope);
  report.prepared(prepared.flatMap((part) => part.findings));
  report.phase("settling");
  const settled = yield* timed(context, timings, "settle", "cluster", awaitStack(context, execution, prepared));
  report.phase("verifying");
  const verification = yield* timed(
    context,
    timings,
    "verify",
    "cluster",
    sub<VerifyClusterResult>(context, {
      name: ORCHESTRATIONS.verifyCluster,
      instanceId: subInstanceId.verification(run.preparationId),
      input: { scope, pools: plan.pools, profile: plan.profile },
    }),
  );
  report.verified(verification);
  yield* step(context, "closeRun", run);
  const parts = [opened, ...prepared];
  const findings = [...plan.findings, ...parts.flatMap((part) => part.findings), ...settled, ...verification.findings];
  const ready = verification.ready && !findings.some((finding) => finding.severity === "fail");
  return { verdict: ready ? "ready" : "notReady", parts, verification, findings };
}

function* prepareInParallel(
  context: OrchestrationContext,
  { plan, run }: Execution,
  scope: RunScope,
): Flow<PartResult[]> {
  const pools = plan.pools.map((pool) => ({
    name: ORCHESTRATIONS.preparePool,
    instanceId: subInstanceId.pool(run.preparationId, pool.spec.name),
    input: { scope, pool, maxUnavailable: plan.maxUnavailable },
  }));
  const stack = {
    name: ORCHESTRATIONS.installStack,
    instanceId: subInstanceId.stack(run.preparationId),
    input: { scope, stack: plan.stack },
  };
  return (yield* subAll<PartResult>(context, [stack, ...pools])).map(partOf);
}

/** A part that failed altogether still leaves the others' results standing. */
function partOf(settled: Settled<PartResult>): PartResult {
  if (settled.ok) return settled.value;
  return { changes: NO_CHANGES, findings: [faultAsFinding(settled.fault)], timings: [] };
}

function* awaitStack(
  context: OrchestrationContext,
  { plan, run }: Execution,
  prepared: readonly PartResult[],
): Flow<Finding[]> {
  if (prepared.some((part) => part.findings.length > 0)) return [];
  const { pacing, stack } = plan;
  const nodes = {
    gpu: countNodes(plan.pools),
    infiniband: countNodes(plan.pools.filter(({ expectation }) => expectation.rdma > 0)),
  };
  const outcome = yield* pollUntil<null>(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.settleDeadlineSeconds, pacing },
    () => step(context, "readStack", { ...run, stack, nodes }),
  );
  if (outcome.kind === "failed") return [outcome.finding];
  return outcome.kind === "late" ? [stackLate(outcome.reason)] : [];
}

function countNodes(pools: readonly PlannedPool[]): number {
  return pools.reduce((total, pool) => total + pool.spec.count, 0);
}

interface RecordParts {
  run: RunRef;
  request: PrepareClusterInput["request"];
  plan: Plan | undefined;
  conclusion: Conclusion;
  timings: Timing[];
  startedAt: string;
  finishedAt: string;
}

function makeRecord({
  run,
  request,
  plan,
  conclusion,
  timings,
  startedAt,
  finishedAt,
}: RecordParts): Omit<RecordSummary, "live"> {
  const { verdict, parts, verification, findings } = conclusion;
  const unverified = request.nodePools.map(({ name, vmSize, count }) => ({ name, vmSize, wanted: count, ready: 0 }));
  const contract =
    plan !== undefined && verdict === "ready"
      ? {
          podContract: makePodContract(
            plan.pools.map((pool) => pool.expectation),
            plan.stack.tolerations,
          ),
        }
      : {};
  return {
    id: run.preparationId,
    cluster: run.cluster,
    profile: request.profile,
    verdict,
    level: verification?.level ?? "none",
    findings,
    changes: addChanges(...parts.map((part) => part.changes)),
    checks: verification?.checks ?? [],
    pools: verification?.pools ?? unverified,
    ...contract,
    timings: [...timings, ...parts.flatMap((part) => part.timings)],
    startedAt,
    finishedAt,
  };
}

function faultFinding(error: unknown): Finding {
  return faultAsFinding(faultOf(error, "prepareCluster"));
}

const FAULT_CODES = [
  "ApiServerUnreachable",
  "TokenRejected",
  "MissingArmPermission",
  "MissingKubernetesPermission",
  "Throttled",
] as const;

function faultAsFinding({ code, operation, message }: ReturnType<typeof faultOf>): Finding {
  const known = FAULT_CODES.find((candidate) => candidate === code);
  return {
    code: known ?? "InternalError",
    severity: "fail",
    subject: "cluster",
    found: `${operation}: ${message}`,
    action: "Remove the cause that the message names and run again: what is done stays done.",
  };
}

function stackLate(reason: string): Finding {
  return {
    code: "NoNodesMatched",
    severity: "fail",
    subject: "cluster",
    found: reason,
    action: "Look at the DaemonSet or operator that is named (kubectl describe), then run again.",
  };
}
