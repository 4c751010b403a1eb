/** The record, and the cluster's row released for the next run. */
import { clusterKey } from "../domain/clusterRef.ts";
import type { RecordSummary } from "../domain/record.ts";
import {
  type CancellationRow,
  type ClusterRow,
  cancellationRowKey,
  clusterRowKey,
  finishedPreparation,
  type PreparationRow,
  preparationRowKey,
} from "../domain/records.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

/** Idempotent. The record is saved before the claim is released: a reader never sees a finished run without one. */
export async function saveRecord(
  { tables, settings }: ActivityDeps,
  { record }: StepInput<"saveRecord">,
): Promise<StepOutput<"saveRecord">> {
  const summary: RecordSummary = { ...record, live: settings.live };
  const key = preparationRowKey(record.id);
  const row = await tables.preparations.read<PreparationRow>(key.partition, key.row);
  const note = cancellationRowKey(record.id);
  const cancellation = await tables.preparations.read<CancellationRow>(note.partition, note.row);
  const finished = finishedPreparation(row?.value, summary, cancellation?.value);
  await tables.preparations.put(key.partition, key.row, finished);
  await releaseClaim(tables, summary);
  return {};
}

async function releaseClaim(tables: ActivityDeps["tables"], { id, cluster }: RecordSummary): Promise<void> {
  const key = clusterRowKey(clusterKey(cluster));
  const stored = await tables.clusters.read<ClusterRow>(key.partition, key.row);
  if (stored === undefined || stored.value.activePreparation !== id) return;
  const released: ClusterRow = { ...stored.value, activePreparation: null, lastPreparation: id };
  await tables.clusters.replace(key.partition, key.row, released, stored.etag);
}
