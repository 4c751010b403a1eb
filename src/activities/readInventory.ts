/**
 * What there is before anything is changed. What Azure refuses for want of a right is for a person, and part of the
 * inventory; any other failure is thrown and tried again, since what could not be read is not known.
 */
import { ClientFault } from "../clients/errors.ts";
import type { ClusterRef } from "../domain/clusterRef.ts";
import type { ReleaseView } from "../domain/helmRelease.ts";
import type { ArmRight, Inventory, NodeView } from "../domain/inventory.ts";
import type { ManagedClusterView, NodePoolView } from "../domain/nodePool.ts";
import { planPools } from "../domain/plannedPool.ts";
import { newNodesOf } from "../domain/preflight/newNodes.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { ActivityDeps } from "./deps.ts";
import { readProvenNodes } from "./readProvenNodes.ts";

export async function readInventory(deps: ActivityDeps, request: PreparationRequest): Promise<Inventory> {
  const cluster = await unlessRefused(() => deps.azure.readCluster(request.cluster));
  if (cluster.value === undefined) return nothing(cluster);
  const nodePools = await unlessRefused(() => deps.azure.listNodePools(request.cluster));
  if (nodePools.value === undefined) return nothing(nodePools);
  return readInside(deps, request, cluster.value, nodePools.value);
}

function nothing(reading: Reading<unknown>): Inventory {
  return {
    cluster: undefined,
    nodePools: [],
    releases: [],
    nodes: undefined,
    offers: undefined,
    quotas: undefined,
    refused: rightsOf(reading),
  };
}

async function readInside(
  deps: ActivityDeps,
  request: PreparationRequest,
  cluster: ManagedClusterView,
  nodePools: NodePoolView[],
): Promise<Inventory> {
  const region = { subscriptionId: request.cluster.subscriptionId, location: cluster.location };
  const plannings = planPools(request, nodePools, deps.catalog);
  const vmSizes = newNodesOf(plannings).map(({ vmSize }) => vmSize);
  const present = plannings.flatMap(({ existing }) => existing?.name ?? []);
  const [offers, quotas, releases, nodes] = await Promise.all([
    readForNewNodes(vmSizes, () => deps.azure.listSizeOffers(region, vmSizes)),
    readForNewNodes(vmSizes, () => deps.azure.listVcpuQuotas(region)),
    unlessRefused(() => readReleases(deps, request.cluster, cluster)),
    unlessRefused(() => readNodes(deps, request.cluster, { cluster, pools: present })),
  ]);
  return {
    cluster,
    nodePools,
    releases: releases.value ?? [],
    nodes: nodes.value,
    offers: offers.value,
    quotas: quotas.value,
    refused: rightsOf(offers, quotas, releases, nodes),
  };
}

/** What is there needs no limit, and no right to read one. */
function readForNewNodes<T>(vmSizes: readonly string[], read: () => Promise<T>): Promise<Reading<T>> {
  return vmSizes.length === 0 ? Promise.resolve({}) : unlessRefused(read);
}

/** Nothing runs in a stopped cluster that could be asked. */
async function readReleases(
  { clusters, listReleases }: ActivityDeps,
  cluster: ClusterRef,
  { powerState }: ManagedClusterView,
): Promise<ReleaseView[]> {
  return powerState === "Stopped" ? [] : listReleases(await clusters.connect(cluster));
}

/** Of the pools that are there already: no other pool has nodes, and a stopped cluster tells of none. */
async function readNodes(
  deps: ActivityDeps,
  cluster: ClusterRef,
  found: { cluster: ManagedClusterView; pools: readonly string[] },
): Promise<NodeView[] | undefined> {
  if (found.pools.length === 0 || found.cluster.powerState === "Stopped") return undefined;
  return readProvenNodes(deps, cluster, found.pools);
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
