/** Preparations by time: written before a run starts, so that no run is missing in a list. */
import type { DocumentTable } from "../clients/ports.ts";
import { clusterKey } from "../domain/clusterRef.ts";
import {
  newestFirstKey,
  newestPreparations,
  type PreparationIndexRow,
  type PreparationRow,
} from "../domain/records.ts";
import type { RunDeps } from "./deps.ts";

/** Idempotent: the same preparation has the same keys. */
export async function indexPreparation({ tables }: RunDeps, preparation: PreparationRow): Promise<void> {
  const entry: PreparationIndexRow = { id: preparation.id };
  await inEachList(preparation, (partition, row) => tables.preparations.put(partition, row, entry));
}

export async function unindexPreparation({ tables }: RunDeps, preparation: PreparationRow): Promise<void> {
  await inEachList(preparation, (partition, row) => tables.preparations.remove(partition, row));
}

async function inEachList(
  preparation: PreparationRow,
  write: (...key: Parameters<DocumentTable["remove"]>) => Promise<void>,
): Promise<void> {
  const row = newestFirstKey(preparation);
  const lists = [newestPreparations(), newestPreparations(clusterKey(preparation.cluster))];
  await Promise.all(lists.map((partition) => write(partition, row)));
}
