/** A cluster's row in the registry: read, and changed whoever else changes it at the same moment. */
import type { RecordTables } from "../clients/ports.ts";
import { type ClusterRef, clusterKey } from "../domain/clusterRef.ts";
import { type ClusterRow, clusterRowKey } from "../domain/records.ts";

type Tables = { tables: Pick<RecordTables, "clusters"> };

export async function readClusterRow({ tables }: Tables, cluster: ClusterRef): Promise<ClusterRow | undefined> {
  const { partition, row } = clusterRowKey(clusterKey(cluster));
  return (await tables.clusters.read<ClusterRow>(partition, row))?.value;
}

/** `change` may be called several times; undefined from it leaves the row as it is. A cluster without a row has nothing to change. */
export async function changeClusterRow(
  { tables }: Tables,
  cluster: ClusterRef,
  change: (row: ClusterRow) => ClusterRow | undefined,
): Promise<void> {
  const { partition, row } = clusterRowKey(clusterKey(cluster));
  for (;;) {
    const stored = await tables.clusters.read<ClusterRow>(partition, row);
    const changed = stored && change(stored.value);
    if (stored === undefined || changed === undefined) return;
    if (await tables.clusters.replace(partition, row, changed, stored.etag)) return;
  }
}
