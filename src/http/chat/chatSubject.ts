/** Which cluster somebody means, by a short name where the registry knows exactly one of it; or by a preparation's id. */
import { type ClusterRef, clusterKey } from "../../domain/clusterRef.ts";
import { CLUSTERS, type ClusterRow, type PreparationRow, preparationRowKey } from "../../domain/records.ts";
import type { RouteContext } from "../deps.ts";

export interface ChatSubject {
  name: string;
  /** The cluster's newest preparation, or the one that was named. */
  newest: PreparationRow;
}

const MOST_CLUSTERS = 1000;

export async function findSubject(context: RouteContext, named: string): Promise<ChatSubject | { problem: string }> {
  const asPreparation = named === "" ? undefined : await readPreparationRow(context, named);
  if (asPreparation !== undefined) return { name: asPreparation.cluster.name, newest: asPreparation };
  const rows = await context.tables.clusters.list<ClusterRow>(CLUSTERS, { limit: MOST_CLUSTERS });
  const matching = rows.map(({ value }) => value).filter(({ cluster }) => isNamed(cluster, named.toLowerCase()));
  const [row] = matching;
  if (row === undefined)
    return {
      problem:
        named === ""
          ? "No cluster has been prepared yet."
          : `No cluster "${named}" is known here: its first preparation is asked for by the API.`,
    };
  if (matching.length > 1)
    return {
      problem: `Which one? ${matching
        .slice(0, 10)
        .map(({ cluster }) => clusterKey(cluster))
        .join(", ")}`,
    };
  const id = row.activePreparation ?? row.lastPreparation;
  const newest = id === undefined ? undefined : await readPreparationRow(context, id);
  return newest === undefined
    ? { problem: `No preparation of ${row.cluster.name} is known.` }
    : { name: row.cluster.name, newest };
}

/** By its name, its last parts, or all of it. */
function isNamed(cluster: ClusterRef, named: string): boolean {
  return named === "" || `/${clusterKey(cluster)}`.endsWith(`/${named}`);
}

async function readPreparationRow({ tables }: RouteContext, id: string): Promise<PreparationRow | undefined> {
  const { partition, row } = preparationRowKey(id);
  return (await tables.preparations.read<PreparationRow>(partition, row))?.value;
}
