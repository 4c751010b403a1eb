/**
 * verifyRegistered: a cluster of the registry verified by itself. Nothing is changed on its nodes.
 *  1 plan: what its checks expect, by the request that it was prepared with
 *  2 open a run in the cluster: the probes' scripts
 *  3 verifyCluster
 *  4 however it went: close the run in the cluster, save what was seen
 */
import type { Finding } from "../domain/findings.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import {
  ORCHESTRATIONS,
  type RunScope,
  type VerifyClusterResult,
  type VerifyRegisteredInput,
} from "../domain/orchestrations.ts";
import { subInstanceId } from "../domain/progress.ts";
import type { StepOutput } from "../domain/steps.ts";
import { type VerificationAccount, verifiedBy } from "../domain/verificationVerdict.ts";
import {
  type Flow,
  now,
  type OrchestrationContext,
  registerOrchestrator,
  settle,
  step,
  sub,
  valueOf,
} from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";

export function registerVerifyRegistered(): void {
  registerOrchestrator(ORCHESTRATIONS.verifyRegistered, verifyRegistered);
}

/** Fails only when what was seen cannot be saved. */
export function* verifyRegistered(
  context: OrchestrationContext,
  input: VerifyRegisteredInput,
): Flow<StepOutput<"saveVerification">> {
  const { verificationId: id, cluster } = input;
  const account: VerificationAccount = { findings: [] };
  const ended = yield* settle("verifyRegistered", planAndVerify(context, input, account));
  if (!ended.ok) account.findings.push(faultFinding(ended.fault));
  const verified = verifiedBy(account);
  return yield* step(context, "saveVerification", { id, cluster, verified, at: now(context) });
}

function* planAndVerify(
  context: OrchestrationContext,
  { verificationId, cluster, level }: VerifyRegisteredInput,
  account: VerificationAccount,
): Flow<void> {
  const plan = yield* step(context, "planVerification", { preparationId: verificationId, cluster });
  const { run, profile, pools, pacing, tolerations } = plan;
  account.findings.push(...plan.findings);
  if (plan.findings.length > 0) return;
  const { owner } = yield* step(context, "openRun", { ...run, namespaces: [SYSTEM_NAMESPACE] });
  const scope: RunScope = { run, owner, tolerations, pacing };
  const verification = sub<VerifyClusterResult>(context, {
    name: ORCHESTRATIONS.verifyCluster,
    instanceId: subInstanceId.verification(verificationId),
    input: { scope, pools, profile, level },
  });
  const ended = yield* settle("verifyCluster", verification);
  const closed = yield* settle("closeRun", step(context, "closeRun", { ...run, keepInstaller: true }));
  if (!closed.ok) account.findings.push(leftBehind(faultFinding(closed.fault)));
  account.result = valueOf(ended);
}

/** The scripts and their pods: they do no harm. */
function leftBehind(finding: Finding): Finding {
  return { ...finding, severity: "warn" };
}
