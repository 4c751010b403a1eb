/** L3 of nodes that have passed L2: judged, and added to their evidence and certificate. */
import type { DocumentTable } from "../clients/ports.ts";
import { type Check, isAtLeast, levelReached } from "../domain/checks.ts";
import { noProof } from "../domain/proof.ts";
import { proofChecks, proofFindings } from "../domain/proofChecks.ts";
import type { NodeRecord } from "../domain/record.ts";
import type { NodeProof, NodeVerdict, StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

type CheckInput = StepInput<"checkProofs">;

/** Idempotent: L3 checks that are there already are replaced. */
export async function checkProofs({ tables }: ActivityDeps, input: CheckInput): Promise<StepOutput<"checkProofs">> {
  const unproven = input.unproven.map(({ node, reason }) => ({ node, proof: noProof(reason) }));
  const judged = await Promise.all([...input.proofs, ...unproven].map((one) => judge(tables.evidence, one, input)));
  await tables.evidence.putAll(
    input.preparationId,
    judged.map(({ record }) => ({ row: record.name, value: record })),
  );
  return judged.map(({ record, checks }) => verdictOf(record, checks));
}

async function judge(
  evidence: DocumentTable,
  { node: { name }, proof }: NodeProof,
  input: CheckInput,
): Promise<{ record: NodeRecord; checks: Check[] }> {
  const stored = await evidence.read<NodeRecord>(input.preparationId, name);
  if (stored === undefined) throw new Error(`There is no evidence of ${name} that L3 could be added to`);
  const checks = proofChecks(proof, input.expectation);
  return { checks, record: withProof(stored.value, checks, input) };
}

function withProof({ certificate, ...node }: NodeRecord, proven: readonly Check[], input: CheckInput): NodeRecord {
  const checks = [...node.checks.filter(({ level }) => level !== "L3"), ...proven];
  const level = levelReached([...input.poolChecks, ...checks]);
  return {
    ...node,
    level,
    verdict: isAtLeast(level, input.level) ? "ready" : "notReady",
    ...(certificate === undefined || level === "none"
      ? {}
      : { certificate: { ...certificate, level, verifiedAt: input.verifiedAt } }),
    checks,
  };
}

function verdictOf({ name, level, verdict }: NodeRecord, checks: readonly Check[]): NodeVerdict {
  return { name, level, ready: verdict === "ready", findings: proofFindings(name, checks) };
}
