/** The record; what it makes of the cluster in the registry; and the cluster's row released for the next run. */
import type { RecordSummary } from "../domain/record.ts";
import {
  type CancellationRow,
  type ClusterRow,
  cancellationRowKey,
  finishedPreparation,
  type PreparationRow,
  type Prepared,
  preparationRowKey,
} from "../domain/records.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { HistoryEnd, LastVerdict } from "../domain/verdicts.ts";
import { changeClusterRow } from "../runs/clusterRow.ts";
import { codesOf, keepInHistory, lastVerdict, renewCertificates } from "./clusterStanding.ts";
import type { ActivityDeps } from "./deps.ts";

/** Idempotent. The record is saved before the claim is released: a reader never sees a finished run without one. */
export async function saveRecord(
  deps: ActivityDeps,
  { record, complete }: StepInput<"saveRecord">,
): Promise<StepOutput<"saveRecord">> {
  const { tables, settings } = deps;
  const summary: RecordSummary = { ...record, live: settings.live };
  const key = preparationRowKey(record.id);
  const stored = await tables.preparations.read<PreparationRow>(key.partition, key.row);
  const note = cancellationRowKey(record.id);
  const cancellation = await tables.preparations.read<CancellationRow>(note.partition, note.row);
  const row = finishedPreparation(stored?.value, summary, cancellation?.value);
  const last = await judgeCluster(deps, summary, complete);
  await tables.preparations.put(key.partition, key.row, row);
  await keepInHistory(deps, { ...historyOfPreparation(row), ended: endOf(summary, last) });
  await changeClusterRow(deps, record.cluster, (cluster) => registered(cluster, row, last));
  return {};
}

/** Undefined: it was not verified, and says nothing of how the cluster is. `complete` undefined: no verification. */
async function judgeCluster(
  deps: ActivityDeps,
  { id, cluster, verdict, level, finishedAt, findings, pools }: RecordSummary,
  complete: boolean | undefined,
): Promise<LastVerdict | undefined> {
  if (complete === undefined) return undefined;
  const look = { kind: "preparation" as const, id, at: finishedAt };
  const names = pools.map(({ name }) => name);
  const assessment = await renewCertificates(deps, cluster, { ...look, pools: names, complete, findings });
  return lastVerdict({ run: look, verdict, level, at: finishedAt }, assessment, findings);
}

function historyOfPreparation({ id, cluster, acceptedAt, startedBy }: PreparationRow) {
  const entry = { kind: "preparation" as const, id, cluster, startedAt: acceptedAt };
  return startedBy === undefined ? entry : { ...entry, startedBy };
}

function endOf({ finishedAt, verdict, level, findings }: RecordSummary, last: LastVerdict | undefined): HistoryEnd {
  return {
    ...{ finishedAt, verdict, level, findings: codesOf(findings) },
    ...(last === undefined ? {} : { nodes: last.nodes }),
    drift: last?.drift ?? [],
  };
}

/** Undefined: this run has released the cluster already, or another one has it. */
function registered(
  cluster: ClusterRow,
  { id, request, record }: PreparationRow,
  last: LastVerdict | undefined,
): ClusterRow | undefined {
  if (cluster.activePreparation !== id) return undefined;
  const prepared = record === undefined || last === undefined ? undefined : preparedBy(id, request, record);
  return {
    ...cluster,
    ...{ activePreparation: null, lastPreparation: id },
    ...(prepared === undefined ? {} : { prepared }),
    ...(last === undefined ? {} : { last }),
  };
}

function preparedBy(
  preparationId: string,
  { profile, schedule, verify }: PreparationRow["request"],
  { pools }: RecordSummary,
): Prepared {
  return {
    ...{ preparationId, profile, schedule, level: verify.level },
    pools: pools.map(({ name, vmSize }) => ({ name, vmSize })),
  };
}
