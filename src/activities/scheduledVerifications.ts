/** The registry as the timer goes through it. */
import { CLUSTERS, type ClusterRow } from "../domain/records.ts";
import { TIMER } from "../domain/reverification.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import { claimVerification } from "../runs/verificationClaim.ts";
import type { ActivityDeps, StarterDeps } from "./deps.ts";

const ROWS_AT_ONCE = 1000;

/** Those whose last preparation asks for it. */
export async function listScheduled({ tables }: ActivityDeps): Promise<StepOutput<"listScheduled">> {
  const clusters: ClusterRow["cluster"][] = [];
  for (let after: string | undefined; ; ) {
    const page = { limit: ROWS_AT_ONCE, ...(after === undefined ? {} : { after }) };
    const rows = await tables.clusters.list<ClusterRow>(CLUSTERS, page);
    clusters.push(...rows.flatMap(({ value }) => (value.prepared?.schedule.reverify === true ? [value.cluster] : [])));
    after = rows.at(-1)?.row;
    if (rows.length < ROWS_AT_ONCE) return { clusters };
  }
}

/** Idempotent. */
export async function acceptVerification(
  { tables, now, runs }: StarterDeps,
  { id, cluster, instanceId }: StepInput<"acceptVerification">,
): Promise<StepOutput<"acceptVerification">> {
  const row = { id, cluster, instanceId, level: "L2" as const, startedBy: TIMER, acceptedAt: now().toISOString() };
  const { kind } = await claimVerification({ tables, now, runs }, row);
  return { kind };
}
