/** What a run has come to so far, and the record that is made of it at the end, however it ended. */
import type { LevelReached } from "../domain/checks.ts";
import type { Finding } from "../domain/findings.ts";
import { withoutGate } from "../domain/gate.ts";
import type { PartResult, PrepareClusterInput, VerifyClusterResult } from "../domain/orchestrations.ts";
import { isBlocked, type Plan } from "../domain/plan.ts";
import { makePodContract } from "../domain/podContract.ts";
import type { Condition } from "../domain/progress.ts";
import { addChanges, type RecordSummary, type Timing, type Verdict } from "../domain/record.ts";
import { rootCauses } from "../domain/rootCauses.ts";

/** Filled step by step: what a later step's fault does to a run, it cannot do to what stands here. */
export interface RunAccount {
  readonly startedAt: string;
  readonly timings: Timing[];
  plan?: Plan;
  readonly parts: PartResult[];
  verification?: VerifyClusterResult;
  /** Found beside the plan, the parts and the verification. */
  readonly findings: Finding[];
}

export type RunRecord = Omit<RecordSummary, "live">;

export function makeRecord(
  { preparationId, request }: PrepareClusterInput,
  account: RunAccount & { conditions: Condition[] },
  finishedAt: string,
): RunRecord {
  const { plan, parts, verification, timings, startedAt } = account;
  const verdict = verdictOf(account);
  const wanted = plan?.pools.map(({ spec }) => spec) ?? request.nodePools;
  const unverified = wanted.map(({ name, vmSize, count }) => ({ name, vmSize, wanted: count, ready: 0 }));
  return {
    id: preparationId,
    cluster: request.cluster,
    profile: request.profile,
    verdict,
    level: verification?.level ?? "none",
    findings: allFindings(account),
    changes: addChanges(...parts.map((part) => part.changes)),
    checks: verification?.checks ?? [],
    pools: verification?.pools ?? unverified,
    ...(plan === undefined || plan.paths.length === 0 ? {} : { wellLitPaths: plan.paths }),
    ...(plan !== undefined && verdict === "ready"
      ? { podContract: podContractOf(plan, verification?.level ?? "none") }
      : {}),
    conditions: account.conditions,
    timings: [...timings, ...parts.flatMap((part) => part.timings)],
    startedAt,
    finishedAt,
  };
}

function verdictOf(account: RunAccount): Verdict {
  if (account.plan !== undefined && isBlocked(account.plan)) return "blocked";
  const findings = allFindings(account);
  if (findings.some(isCancelled)) return "cancelled";
  const hasFailed = findings.some((finding) => finding.severity === "fail");
  return account.verification?.ready === true && !hasFailed ? "ready" : "notReady";
}

function allFindings({ plan, parts, findings, verification }: RunAccount): Finding[] {
  const earlier = [...(plan?.findings ?? []), ...parts.flatMap((part) => part.findings), ...findings];
  const all = rootCauses(earlier, verification?.findings ?? []);
  const [cancelled] = all.filter(isCancelled);
  return cancelled === undefined ? all : [...all.filter((finding) => !isCancelled(finding)), cancelled];
}

function isCancelled({ code }: Finding): boolean {
  return code === "Cancelled";
}

function podContractOf({ pools, stack }: Plan, level: LevelReached) {
  return makePodContract(
    pools.map((pool) => pool.expectation),
    withoutGate(stack.tolerations),
    level,
  );
}
