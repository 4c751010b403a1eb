/** What the cluster itself tells before a plan is made. Rights come first: what may not be read is not asked for. */
import type { KubernetesPort } from "../clients/ports.ts";
import { containsDesired } from "../domain/containsDesired.ts";
import type { ReleaseView } from "../domain/helmRelease.ts";
import type { FeatureDiscovery, Inventory, StackObjectView } from "../domain/inventory.ts";
import { type KubernetesObject, refOf } from "../domain/kubernetesObject.ts";
import { EVERY_RIGHT, type KubernetesRight, neededKubernetesRights } from "../domain/kubernetesRights.ts";
import { stackObjects } from "../domain/manifests/stackObjects.ts";
import type { NodePoolView } from "../domain/nodePool.ts";
import type { PoolPlanning } from "../domain/plannedPool.ts";
import type { PreparationRequest } from "../domain/request.ts";
import { makeStack, type StackSpec } from "../domain/stack.ts";
import { stackPools } from "../domain/stackPools.ts";
import type { ActivityDeps } from "./deps.ts";
import { readProvenNodes } from "./readProvenNodes.ts";

export type InsideView = Pick<
  Inventory,
  "releases" | "nodes" | "missingKubernetesRights" | "featureDiscoveries" | "stackObjects"
>;

export const NOTHING_INSIDE: InsideView = {
  releases: [],
  nodes: undefined,
  missingKubernetesRights: [],
  featureDiscoveries: [],
  stackObjects: [],
};

export async function readInside(
  deps: ActivityDeps,
  request: PreparationRequest,
  { pools, nodePools }: { pools: readonly PoolPlanning[]; nodePools: readonly NodePoolView[] },
): Promise<InsideView> {
  const { cluster, profile } = request;
  const kubernetes = await deps.clusters.connect(cluster);
  const planned = pools.map((pool) => pool.planned);
  const served = stackPools(planned, nodePools, deps.catalog);
  const rdma = served.some((pool) => pool.rdma);
  const needed = neededKubernetesRights({ rdma, gpuOperator: profile === "self-managed" });
  const missingKubernetesRights = await missingRights(kubernetes, needed);
  if (missingKubernetesRights.length > 0) return { ...NOTHING_INSIDE, missingKubernetesRights };
  const present = pools.flatMap(({ existing }) => existing?.name ?? []);
  const [installed, nodes, featureDiscoveries] = await Promise.all([
    readInstalled(deps, kubernetes, (found) => makeStack(request, served, found)),
    present.length === 0 ? undefined : readProvenNodes(deps, cluster, present),
    listFeatureDiscoveries(kubernetes),
  ]);
  return { ...installed, nodes, missingKubernetesRights, featureDiscoveries };
}

/** What the stack shall be depends on what is installed. */
async function readInstalled(
  { listReleases, settings }: ActivityDeps,
  kubernetes: KubernetesPort,
  stackFor: (releases: ReleaseView[]) => StackSpec,
): Promise<Pick<InsideView, "releases" | "stackObjects">> {
  const releases = await listReleases(kubernetes);
  const desired = stackObjects(stackFor(releases), settings.nodeImage);
  return { releases, stackObjects: await Promise.all(desired.map((object) => compare(kubernetes, object))) };
}

async function compare(kubernetes: KubernetesPort, desired: KubernetesObject): Promise<StackObjectView> {
  const current = await kubernetes.read(refOf(desired));
  const { kind, metadata } = desired;
  const state = current === undefined ? "absent" : containsDesired(current, desired) ? "current" : "different";
  return { kind, name: metadata.name, state };
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
