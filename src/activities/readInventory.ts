/**
 * What there is before anything is changed. What Azure refuses for want of a right is for a person, and part of the
 * inventory; any other failure is thrown and tried again, since what could not be read is not known.
 */
import { ClientFault } from "../clients/errors.ts";
import { neededGrants } from "../domain/armRights.ts";
import { GATE_FEATURE } from "../domain/gate.ts";
import { INFINIBAND_FEATURE, needsInfiniband, planFeature } from "../domain/infinibandFeature.ts";
import type { ArmRight, Inventory } from "../domain/inventory.ts";
import type { ManagedClusterView, NodePoolView } from "../domain/nodePool.ts";
import { planPools } from "../domain/plannedPool.ts";
import { newNodesOf } from "../domain/preflight/newNodes.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { ActivityDeps } from "./deps.ts";
import { NOTHING_INSIDE, readInside } from "./readInside.ts";

export async function readInventory(deps: ActivityDeps, request: PreparationRequest): Promise<Inventory> {
  const cluster = await unlessRefused(() => deps.azure.readCluster(request.cluster));
  if (cluster.value === undefined) return nothing(cluster);
  const nodePools = await unlessRefused(() => deps.azure.listNodePools(request.cluster));
  if (nodePools.value === undefined) return nothing(nodePools);
  return readRest(deps, request, cluster.value, nodePools.value);
}

function nothing(reading: Reading<unknown>): Inventory {
  return {
    cluster: undefined,
    nodePools: [],
    ...NOTHING_INSIDE,
    offers: undefined,
    quotas: undefined,
    infinibandFeature: undefined,
    grants: [],
    refused: rightsOf(reading),
  };
}

/** Whatever can be read, all at once: every finding shall be told together. */
async function readRest(
  deps: ActivityDeps,
  request: PreparationRequest,
  cluster: ManagedClusterView,
  nodePools: NodePoolView[],
): Promise<Inventory> {
  const { subscriptionId } = request.cluster;
  const region = { subscriptionId, location: cluster.location };
  const pools = planPools(request, nodePools, deps.catalog);
  const newNodes = newNodesOf(pools);
  const vmSizes = newNodes.map(({ vmSize }) => vmSize);
  const planned = pools.map((pool) => pool.planned);
  const [offers, quotas, feature, gateFeature, taints, inside] = await Promise.all([
    readIf(vmSizes.length > 0, () => deps.azure.listSizeOffers(region, vmSizes)),
    readIf(vmSizes.length > 0, () => deps.azure.listVcpuQuotas(region)),
    readIf(needsInfiniband(newNodes, deps.catalog), () => deps.azure.readFeature(subscriptionId, INFINIBAND_FEATURE)),
    // Only a preview version of the API tells it: nothing but the gate is to depend on that.
    readIf(request.gate, () => deps.azure.readFeature(subscriptionId, GATE_FEATURE)),
    readIf(request.gate, () => deps.azure.listInitializationTaints(request.cluster)),
    // Nothing runs in a stopped cluster that could be asked.
    readIf(cluster.powerState === "Running", () => readInside(deps, request, { pools, nodePools })),
  ]);
  const action = planFeature(feature.value, request.allow.registerFeature);
  const scopes = new Set(neededGrants(request.cluster, planned, action).map(({ scope }) => scope));
  const grants = await Promise.all(
    [...scopes].map((scope) => unlessRefused(async () => ({ scope, grants: await deps.azure.listGrants(scope) }))),
  );
  return {
    cluster,
    nodePools: nodePools.map((pool) => withInitializationTaints(pool, taints.value)),
    ...(inside.value ?? NOTHING_INSIDE),
    offers: offers.value,
    quotas: quotas.value,
    infinibandFeature: feature.value,
    ...(gateFeature.value === undefined ? {} : { gateFeature: gateFeature.value }),
    grants: grants.flatMap(({ value }) => value ?? []),
    refused: rightsOf(offers, quotas, feature, gateFeature, taints, inside, ...grants),
  };
}

function withInitializationTaints(pool: NodePoolView, taints?: Readonly<Record<string, string[]>>): NodePoolView {
  return taints === undefined ? pool : { ...pool, initializationTaints: taints[pool.name] ?? [] };
}

/** What is there already needs no limit, and no right to read one. */
function readIf<T>(isNeeded: boolean, read: () => Promise<T>): Promise<Reading<T>> {
  return isNeeded ? unlessRefused(read) : Promise.resolve({});
}

/** Neither: not read. */
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

/** Several reads may need the same right: it is named once. */
function rightsOf(...readings: readonly Reading<unknown>[]): ArmRight[] {
  const rights = readings.flatMap(({ refused }) => refused ?? []);
  return [...new Map(rights.map((right) => [`${right.action} ${right.scope}`, right])).values()];
}
