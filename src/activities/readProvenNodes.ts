/** The nodes of some pools, and which of them the cluster's last run has proven ready as they are now. */
import { type ClusterRef, clusterKey } from "../domain/clusterRef.ts";
import type { NodeView } from "../domain/inventory.ts";
import { poolSelector } from "../domain/labels.ts";
import { type NodeRef, nodeRefOf } from "../domain/nodeRef.ts";
import type { NodeRecord } from "../domain/record.ts";
import { type ClusterRow, clusterRowKey } from "../domain/records.ts";
import type { ActivityDeps } from "./deps.ts";

export async function readProvenNodes(
  { clusters, tables }: Pick<ActivityDeps, "clusters" | "tables">,
  cluster: ClusterRef,
  pools: readonly string[],
): Promise<NodeView[]> {
  const kubernetes = await clusters.connect(cluster);
  const [nodes, records] = await Promise.all([
    kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: poolSelector(pools) }),
    readLastEvidence(tables, cluster),
  ]);
  return nodes.map(nodeRefOf).map((node) => {
    const { name, pool } = node;
    return { name, pool, proven: isProven(node, records.get(name)) };
  });
}

/** A node that was re-imaged or rebooted since is another one. */
function isProven({ uid, bootId }: NodeRef, record: NodeRecord | undefined): boolean {
  const parts = record?.verdict === "ready" ? record.certificate?.parts : undefined;
  return parts?.uid === uid && parts.bootId === bootId;
}

async function readLastEvidence(tables: ActivityDeps["tables"], cluster: ClusterRef): Promise<Map<string, NodeRecord>> {
  const key = clusterRowKey(clusterKey(cluster));
  const last = (await tables.clusters.read<ClusterRow>(key.partition, key.row))?.value.lastPreparation;
  if (last === undefined) return new Map();
  const rows = await tables.evidence.list<NodeRecord>(last, { limit: MOST_NODES });
  return new Map(rows.map(({ row, value }) => [row, value]));
}

/** AKS's limit for one cluster. */
const MOST_NODES = 5000;
