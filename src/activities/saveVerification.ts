/** What a verification has come to: its record, the certificates, the history, and the cluster's row released. */
import type { Assessment } from "../domain/assessment.ts";
import { certificateNews } from "../domain/certificateNews.ts";
import { MOST_DRIFT } from "../domain/drift.ts";
import { type ClusterRow, cancellationRowKey } from "../domain/records.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import {
  type VerificationOutcome,
  type VerificationRow,
  type Verified,
  verificationRowKey,
} from "../domain/verification.ts";
import { changeClusterRow, readClusterRow } from "../runs/clusterRow.ts";
import { historyOfVerification } from "../runs/verificationClaim.ts";
import { codesOf, keepInHistory, lastVerdict, renewCertificates } from "./clusterStanding.ts";
import type { ActivityDeps } from "./deps.ts";

/** Idempotent. The record is saved before the claim is released. */
export async function saveVerification(
  deps: ActivityDeps,
  input: StepInput<"saveVerification">,
): Promise<StepOutput<"saveVerification">> {
  const { id, at, cluster } = input;
  const key = verificationRowKey(id);
  const stored = await deps.tables.verifications.read<VerificationRow>(key.partition, key.row);
  if (stored === undefined) throw new Error(`Verification ${id} has no row: it was never accepted`);
  const before = await readClusterRow(deps, cluster);
  const verified = await unlessOvertaken(deps, input.verified, id, before);
  const seen = await standingOf(deps, input, verified, before);
  const { verdict, level, checks, pools } = verified;
  const findings = [...verified.findings, ...certificateNews(seen.certificates, id)];
  const drift = seen.drift.slice(0, MOST_DRIFT);
  const record: VerificationOutcome = {
    ...{ live: deps.settings.live, verdict, level, findings, checks, pools },
    ...(seen.hasLooked ? { nodes: seen.nodes } : {}),
    ...{ drift, finishedAt: at },
  };
  await deps.tables.verifications.put(key.partition, key.row, { ...stored.value, record });
  await keepInHistory(deps, {
    ...historyOfVerification(stored.value),
    ended: {
      finishedAt: at,
      verdict,
      level,
      findings: codesOf(findings),
      drift,
      ...(seen.hasLooked && { nodes: seen.nodes }),
    },
  });
  const last = lastVerdict({ run: { kind: "verification", id }, verdict, level, at }, seen, findings);
  await changeClusterRow(deps, cluster, (row) => released(row, id, verdict === "cancelled" ? undefined : last));
  return {};
}

/** A preparation that has begun meanwhile makes what was seen worthless, whether or not the verification heard of it. */
async function unlessOvertaken(
  { tables }: ActivityDeps,
  verified: Verified,
  id: string,
  cluster: ClusterRow | undefined,
): Promise<Verified> {
  const { partition, row } = cancellationRowKey(id);
  const isCancelled = (await tables.preparations.read(partition, row)) !== undefined;
  const isOvertaken = isCancelled || (cluster !== undefined && cluster.activePreparation !== null);
  return isOvertaken ? { ...verified, verdict: "cancelled" } : verified;
}

type Standing = Assessment & { hasLooked: boolean };

/** Who has not looked leaves everything as it was known. */
async function standingOf(
  deps: ActivityDeps,
  { id, at, cluster }: StepInput<"saveVerification">,
  { verdict, pools, complete, findings }: Verified,
  before: ClusterRow | undefined,
): Promise<Standing> {
  const known = { certificates: [], left: [], drift: before?.last?.drift ?? [] };
  const nodes = before?.last?.nodes ?? { valid: 0, stale: 0, unverified: 0 };
  if (verdict === "cancelled" || verdict === "unknown") return { ...known, nodes, hasLooked: false };
  const look = { kind: "verification" as const, id, at };
  const names = pools.map(({ name }) => name);
  const assessment = await renewCertificates(deps, cluster, { ...look, pools: names, complete, findings });
  return names.length === 0 ? { ...assessment, nodes, hasLooked: false } : { ...assessment, hasLooked: true };
}

/** Undefined: it was released already, or another verification has it. */
function released(row: ClusterRow, id: string, last: ClusterRow["last"]): ClusterRow | undefined {
  if (row.activeVerification !== id) return undefined;
  return { ...row, activeVerification: null, ...(last === undefined ? {} : { last }) };
}
