/** What a verification by itself has come to, however it ended. */
import type { Finding } from "./findings.ts";
import type { VerifyClusterResult } from "./orchestrations.ts";
import { rootCauses } from "./rootCauses.ts";
import type { VerificationOutcome, Verified } from "./verification.ts";

/** Filled step by step. */
export interface VerificationAccount {
  /** What stands in the way of looking, and faults. */
  readonly findings: Finding[];
  result?: VerifyClusterResult;
}

export function verifiedBy({ findings, result }: VerificationAccount): Verified {
  const all = rootCauses(findings, result?.findings ?? []);
  return {
    verdict: verdictOf(all, result),
    level: result?.level ?? "none",
    findings: all,
    checks: result?.checks ?? [],
    pools: result?.pools ?? [],
    complete: result?.complete ?? false,
  };
}

/** Who could not look has not seen anything bad: that a cluster is gone is seen by looking. */
function verdictOf(
  findings: readonly Finding[],
  result: VerifyClusterResult | undefined,
): VerificationOutcome["verdict"] {
  if (findings.some(({ code }) => code === "Cancelled")) return "cancelled";
  if (findings.some(({ code }) => code === "ClusterNotFound")) return "notReady";
  if (result === undefined) return "unknown";
  const isReady = result.ready && findings.every(({ severity }) => severity === "warn");
  if (isReady) return "ready";
  const sawTrouble = findings.some(({ severity, subject }) => severity !== "warn" && subject !== "cluster");
  return result.complete || sawTrouble ? "notReady" : "unknown";
}
