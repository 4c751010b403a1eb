/** What the cluster itself tells before a plan is made. Rights come first: what may not be read is not asked for. */
import type { KubernetesPort } from "../clients/ports.ts";
import type { FeatureDiscovery, Inventory } from "../domain/inventory.ts";
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { EVERY_RIGHT, type KubernetesRight, neededKubernetesRights } from "../domain/kubernetesRights.ts";
import type { PoolPlanning } from "../domain/plannedPool.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { ActivityDeps } from "./deps.ts";
import { readProvenNodes } from "./readProvenNodes.ts";

export type InsideView = Pick<Inventory, "releases" | "nodes" | "missingKubernetesRights" | "featureDiscoveries">;

export const NOTHING_INSIDE: InsideView = {
  releases: [],
  nodes: undefined,
  missingKubernetesRights: [],
  featureDiscoveries: [],
};

export async function readInside(
  deps: ActivityDeps,
  { cluster, profile }: PreparationRequest,
  pools: readonly PoolPlanning[],
): Promise<InsideView> {
  const kubernetes = await deps.clusters.connect(cluster);
  const rdma = pools.some(({ planned }) => planned.expectation.rdma > 0);
  const needed = neededKubernetesRights({ rdma, gpuOperator: profile === "self-managed" });
  const missingKubernetesRights = await missingRights(kubernetes, needed);
  if (missingKubernetesRights.length > 0) return { ...NOTHING_INSIDE, missingKubernetesRights };
  const present = pools.flatMap(({ existing }) => existing?.name ?? []);
  const [releases, nodes, featureDiscoveries] = await Promise.all([
    deps.listReleases(kubernetes),
    present.length === 0 ? undefined : readProvenNodes(deps, cluster, present),
    listFeatureDiscoveries(kubernetes),
  ]);
  return { releases, nodes, missingKubernetesRights, featureDiscoveries };
}

/** One question for an administrator, else one for each right. */
async function missingRights(kubernetes: KubernetesPort, needed: KubernetesRight[]): Promise<KubernetesRight[]> {
  if (await kubernetes.mayI(EVERY_RIGHT)) return [];
  const answers = await Promise.all(needed.map((right) => kubernetes.mayI(right)));
  return needed.filter((_, index) => answers[index] !== true);
}

/** By its image: charts, manifests and distributions name and label it differently. */
async function listFeatureDiscoveries(kubernetes: KubernetesPort): Promise<FeatureDiscovery[]> {
  const daemonSets = await kubernetes.list({ apiVersion: "apps/v1", kind: "DaemonSet" });
  return daemonSets.filter(isFeatureDiscovery).map(({ metadata }) => {
    const release =
      metadata.annotations?.["meta.helm.sh/release-name"] ?? metadata.labels?.["app.kubernetes.io/instance"];
    return { namespace: metadata.namespace ?? "", name: metadata.name, ...(release === undefined ? {} : { release }) };
  });
}

function isFeatureDiscovery(daemonSet: KubernetesObject): boolean {
  const { template } = (daemonSet["spec"] ?? {}) as { template?: { spec?: { containers?: { image?: string }[] } } };
  return template?.spec?.containers?.some(({ image }) => image?.includes("node-feature-discovery")) ?? false;
}
