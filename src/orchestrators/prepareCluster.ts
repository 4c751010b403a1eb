/**
 * prepareCluster: one run, from request to record. Whatever fails on the way, what was done before stays in the record.
 *  1 plan; blocked: record and stop, with the actions a person must take
 *  2 open the run in the cluster: namespaces, scripts
 *  3 wait for the subscription's InfiniBand feature, where new nodes need it and it is not there yet
 *  4 ask for gated pools, all at once
 *  5 in parallel: every pool, and the stack; then, in waves, the nodes of all pools that run workloads
 *  6 wait until what is cluster-wide has settled
 *  7 verify
 *  8 let workloads on the nodes that have their certificate
 *  9 however it went: lift the cordons that are left, close the run in the cluster, save the record
 * Whoever the request names is told when it starts and how it ended.
 */
import type { Finding } from "../domain/findings.ts";
import { endedNotice, startedNotice } from "../domain/notify/notice.ts";
import {
  ORCHESTRATIONS,
  type PartResult,
  type PrepareClusterInput,
  type PreparePoolResult,
  type RunScope,
  type VerifyClusterResult,
} from "../domain/orchestrations.ts";
import type { Fault, Settled } from "../domain/outcome.ts";
import { isBlocked, type Plan } from "../domain/plan.ts";
import { subInstanceId } from "../domain/progress.ts";
import { addChanges, NO_CHANGES, type Verdict } from "../domain/record.ts";
import { runRefOf } from "../domain/runRef.ts";
import type { RunRef, StepInput } from "../domain/steps.ts";
import { awaitFeature } from "./awaitFeature.ts";
import { awaitStack } from "./awaitStack.ts";
import {
  type Flow,
  now,
  type OrchestrationContext,
  registerOrchestrator,
  settle,
  step,
  sub,
  subAll,
  valueOf,
} from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { notify } from "./notify.ts";
import { openGates } from "./openGates.ts";
import { patchBusyNodes } from "./patchBusyNodes.ts";
import { makeRecord, type RunAccount, type RunRecord } from "./runRecord.ts";
import { RunReporter } from "./runReporter.ts";
import { submitGatedPools } from "./submitGatedPools.ts";
import { timed } from "./timed.ts";

export function registerPrepareCluster(): void {
  registerOrchestrator(ORCHESTRATIONS.prepareCluster, prepareCluster);
}

export interface PrepareClusterOutput {
  preparationId: string;
  verdict: Verdict;
}

interface Execution {
  context: OrchestrationContext;
  input: PrepareClusterInput;
  run: RunRef;
  report: RunReporter;
  account: RunAccount;
}

/** Fails only when the record cannot be saved. */
function* prepareCluster(context: OrchestrationContext, input: PrepareClusterInput): Flow<PrepareClusterOutput> {
  const { preparationId } = input;
  const report = new RunReporter(context, preparationId);
  const account: RunAccount = { startedAt: now(context), timings: [], parts: [], findings: [] };
  const run = runRefOf(input);
  const ended = yield* settle("prepareCluster", planAndCarryOut({ context, input, run, report, account }));
  if (!ended.ok) account.findings.push(faultFinding(ended.fault));
  report.phase("recording");
  const record = makeRecord(input, { ...account, conditions: report.conditions }, now(context));
  const saved = yield* settle("saveRecord", step(context, "saveRecord", recorded(record, account)));
  report.recorded(record.verdict, saved);
  valueOf(saved);
  if (input.request.notify.length > 0) yield* notify(context, endedNotice(record));
  return { preparationId, verdict: record.verdict };
}

function* planAndCarryOut(execution: Execution): Flow<void> {
  const { context, input, run, report, account } = execution;
  report.phase("planning");
  const plan = yield* timed(context, account.timings, "plan", "cluster", step(context, "planPreparation", input));
  account.plan = plan;
  report.planned(plan);
  if (isBlocked(plan)) return;
  const { owner, changed } = yield* step(context, "openRun", { ...run, namespaces: plan.stack.namespaces });
  account.parts.push({ changes: addChanges({ kubernetes: changed }), findings: [], timings: [] });
  if (input.request.notify.length > 0)
    account.findings.push(...(yield* notify(context, startedNotice({ ...run, at: now(context) }, plan))));
  const scope: RunScope = { run, owner, tolerations: plan.stack.tolerations, pacing: plan.pacing };
  const ended = yield* settle("prepareCluster", carryOut(execution, plan, scope));
  const released = yield* settle("removeCordons", step(context, "removeCordons", run));
  if (!released.ok) account.findings.push(mayBeCordoned(run, released.fault));
  const closed = yield* settle("closeRun", step(context, "closeRun", run));
  if (!closed.ok) account.findings.push(leftOpen(run, closed.fault));
  valueOf(ended);
}

function* carryOut(execution: Execution, plan: Plan, scope: RunScope): Flow<void> {
  const { context, run, report, account } = execution;
  report.phase("preparing");
  if (plan.feature !== undefined) {
    const registered = yield* timed(
      context,
      account.timings,
      "registerFeature",
      "subscription",
      awaitFeature(context, run, plan),
    );
    account.parts.push(registered);
    report.infiniband(registered.findings);
    if (registered.findings.length > 0) return;
  }
  const refused = yield* submitGatedPools(context, run, plan);
  account.findings.push(...refused);
  if (refused.length > 0) return;
  const prepared = yield* prepare(execution, plan, scope);
  account.parts.push(...prepared);
  report.prepared(prepared.flatMap((part) => part.findings));
  report.phase("settling");
  const failed = account.parts.flatMap((part) => part.findings.filter(({ severity }) => severity !== "warn"));
  const settling = awaitStack(context, run, { plan, failed });
  account.findings.push(...(yield* timed(context, account.timings, "settle", "cluster", settling)));
  report.phase("verifying");
  const verification = sub<VerifyClusterResult>(context, {
    name: ORCHESTRATIONS.verifyCluster,
    instanceId: subInstanceId.verification(run.preparationId),
    input: { scope, pools: plan.pools, profile: plan.profile, level: plan.level },
  });
  account.verification = yield* timed(context, account.timings, "verify", "cluster", verification);
  report.verified(account.verification);
  account.parts.push(
    yield* timed(context, account.timings, "openGates", "cluster", openGates(context, run, plan.pools)),
  );
}

/** What was not verified says nothing of the cluster's nodes. */
function recorded(record: RunRecord, { verification }: RunAccount): StepInput<"saveRecord"> {
  return { record, ...(verification === undefined ? {} : { complete: verification.complete }) };
}

/** Every pool at once, the stack beside them; then the nodes of all pools that run workloads. */
function* prepare(execution: Execution, plan: Plan, scope: RunScope): Flow<PartResult[]> {
  const { context, report } = execution;
  const { stack, pools } = yield* prepareInParallel(execution, plan, scope);
  const waves = yield* patchBusyNodes(context, {
    scope,
    pools: pools.flatMap((pool) => (pool.ok ? [pool.value] : [])),
    maxUnavailable: plan.maxUnavailable,
    report: (progress) => report.waves(progress),
  });
  return [partOf(stack), ...pools.map(partOf), waves];
}

interface PreparedParts {
  stack: Settled<PartResult>;
  pools: Settled<PreparePoolResult>[];
}

function* prepareInParallel({ context, run }: Execution, plan: Plan, scope: RunScope): Flow<PreparedParts> {
  const poolCalls = plan.pools.map((pool) => ({
    name: ORCHESTRATIONS.preparePool,
    instanceId: subInstanceId.pool(run.preparationId, pool.spec.name),
    input: { scope, pool },
  }));
  const stackCall = {
    name: ORCHESTRATIONS.installStack,
    instanceId: subInstanceId.stack(run.preparationId),
    input: { scope, stack: plan.stack },
  };
  const [stack, ...pools] = yield* subAll<PreparePoolResult>(context, [stackCall, ...poolCalls]);
  return { stack: stack as Settled<PartResult>, pools };
}

/** A part that failed altogether still leaves the others' results standing. */
function partOf(settled: Settled<PartResult>): PartResult {
  if (settled.ok) return settled.value;
  return { changes: NO_CHANGES, findings: [faultFinding(settled.fault)], timings: [] };
}

/** As a rule there are none: each wave lifts its own. */
function mayBeCordoned({ preparationId }: RunRef, fault: Fault): Finding {
  return {
    ...faultFinding(fault),
    severity: "warn",
    action: `Look for nodes with the annotation lamplighter.dev/cordoned-by: ${preparationId} (kubectl get nodes -o yaml) and run kubectl uncordon on them.`,
  };
}

/** The nodes are as they were verified, but something of the run, its access included, may have been left behind. */
function leftOpen({ preparationId }: RunRef, fault: Fault): Finding {
  return {
    ...faultFinding(fault),
    severity: "warn",
    action: `Remove what the run has left: kubectl delete job,configmap -n lamplighter-system -l lamplighter.dev/preparation=${preparationId}; kubectl delete clusterrolebinding lamplighter-helmfile`,
  };
}
