/** Reads what there is and makes the plan. Changes nothing. */
import { ClientFault } from "../clients/errors.ts";
import type { ArmRight, Inventory } from "../domain/inventory.ts";
import type { ManagedClusterView, NodePoolView } from "../domain/nodePool.ts";
import { makePlan } from "../domain/plan.ts";
import { planPools } from "../domain/plannedPool.ts";
import { newNodesOf } from "../domain/preflight/newNodes.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

export async function planPreparation(
  deps: ActivityDeps,
  { request }: StepInput<"planPreparation">,
): Promise<StepOutput<"planPreparation">> {
  return makePlan(request, await readInventory(deps, request), deps.catalog);
}

const NOTHING: Inventory = {
  cluster: undefined,
  nodePools: [],
  releases: [],
  offers: undefined,
  quotas: undefined,
  refused: [],
};

/** What Azure refuses for want of a right is for a person; any other failure is thrown, and tried again. */
async function readInventory(deps: ActivityDeps, request: PreparationRequest): Promise<Inventory> {
  const { azure } = deps;
  const cluster = await unlessRefused(() => azure.readCluster(request.cluster));
  if (cluster.value === undefined) return { ...NOTHING, refused: rightsOf(cluster) };
  const nodePools = await unlessRefused(() => azure.listNodePools(request.cluster));
  if (nodePools.value === undefined) return { ...NOTHING, refused: rightsOf(nodePools) };
  const [limits, releases] = await Promise.all([
    readLimits(deps, request, { cluster: cluster.value, nodePools: nodePools.value }),
    readReleases(deps, request, cluster.value),
  ]);
  return { cluster: cluster.value, nodePools: nodePools.value, releases, ...limits };
}

/** Nothing runs in a stopped cluster that could be asked. */
async function readReleases(
  { clusters, listReleases }: ActivityDeps,
  { cluster }: PreparationRequest,
  { powerState }: ManagedClusterView,
): Promise<Inventory["releases"]> {
  return powerState === "Stopped" ? [] : listReleases(await clusters.connect(cluster));
}

/** Only for nodes that Azure must find: what is there needs no limit, and no right to read one. */
async function readLimits(
  { azure, catalog }: ActivityDeps,
  request: PreparationRequest,
  { cluster, nodePools }: { cluster: ManagedClusterView; nodePools: NodePoolView[] },
): Promise<Pick<Inventory, "offers" | "quotas" | "refused">> {
  const vmSizes = newNodesOf(planPools(request, nodePools, catalog)).map(({ vmSize }) => vmSize);
  if (vmSizes.length === 0) return { offers: undefined, quotas: undefined, refused: [] };
  const region = { subscriptionId: request.cluster.subscriptionId, location: cluster.location };
  const [offers, quotas] = await Promise.all([
    unlessRefused(() => azure.listSizeOffers(region, vmSizes)),
    unlessRefused(() => azure.listVcpuQuotas(region)),
  ]);
  return { offers: offers.value, quotas: quotas.value, refused: rightsOf(offers, quotas) };
}

interface Reading<T> {
  value?: T;
  refused?: ArmRight;
}

async function unlessRefused<T>(read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    const right = error instanceof ClientFault ? error.details.missingRight : undefined;
    if (right === undefined) throw error;
    return { refused: right };
  }
}

function rightsOf(...readings: readonly Reading<unknown>[]): ArmRight[] {
  return readings.flatMap(({ refused }) => refused ?? []);
}
