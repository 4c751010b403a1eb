/** The nodes of some pools, and which of them an earlier run has proven ready as they are now. */
import { visiblePartsOf } from "../domain/certificate.ts";
import { type ClusterRef, clusterKey } from "../domain/clusterRef.ts";
import type { NodeView } from "../domain/inventory.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { poolSelector } from "../domain/labels.ts";
import { lapseOf } from "../domain/nodeLapse.ts";
import { nodeRefOf } from "../domain/nodeRef.ts";
import type { NodeRecord } from "../domain/record.ts";
import { newestPreparations, type PreparationIndexRow } from "../domain/records.ts";
import { MOST_NODES } from "./clusterStanding.ts";
import type { ActivityDeps } from "./deps.ts";

export async function readProvenNodes(
  { clusters, tables }: Pick<ActivityDeps, "clusters" | "tables">,
  cluster: ClusterRef,
  pools: readonly string[],
): Promise<NodeView[]> {
  const kubernetes = await clusters.connect(cluster);
  const [nodes, evidence] = await Promise.all([
    kubernetes.list({ apiVersion: "v1", kind: "Node", labelSelector: poolSelector(pools) }),
    readEvidence(tables, cluster, pools),
  ]);
  return nodes.map((node) => nodeView(node, evidence));
}

/** A node that was re-imaged or rebooted since is another one. */
function nodeView(node: KubernetesObject, evidence: PoolEvidence): NodeView {
  const { name, pool } = nodeRefOf(node);
  const records = evidence.get(pool);
  if (records === undefined) return { name, pool, proven: false };
  const record = records.get(name);
  const lapse = lapseOf(visiblePartsOf(node), record);
  return { name, pool, proven: lapse === undefined && record?.verdict === "ready", ...(lapse && { lapse }) };
}

/** For each pool that was ever looked at, what the newest run that did so recorded of its nodes, by name. */
type PoolEvidence = Map<string, Map<string, NodeRecord>>;

/** Newest first, and no further back than needed: a run that was blocked, or was about other pools, tells nothing. */
async function readEvidence(
  tables: ActivityDeps["tables"],
  cluster: ClusterRef,
  pools: readonly string[],
): Promise<PoolEvidence> {
  const evidence: PoolEvidence = new Map();
  const partition = newestPreparations(clusterKey(cluster));
  const runs = await tables.preparations.list<PreparationIndexRow>(partition, { limit: MOST_RUNS });
  for (const { value } of runs) {
    const open = pools.filter((pool) => !evidence.has(pool));
    if (open.length === 0) break;
    const rows = await tables.evidence.list<NodeRecord>(value.id, { limit: MOST_NODES });
    for (const pool of open) {
      const own = rows.filter((row) => row.value.pool === pool);
      if (own.length > 0) evidence.set(pool, new Map(own.map((row) => [row.row, row.value])));
    }
  }
  return evidence;
}

/** How many runs are looked through for a pool's evidence. */
const MOST_RUNS = 10;
