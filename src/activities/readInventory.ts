/**
 * What there is before anything is changed. What Azure refuses for want of a right is for a person, and part of the
 * inventory; any other failure is thrown and tried again, since what could not be read is not known.
 */
import { ClientFault } from "../clients/errors.ts";
import type { ClusterRef } from "../domain/clusterRef.ts";
import type { ReleaseView } from "../domain/helmRelease.ts";
import type { ArmRight, Inventory } from "../domain/inventory.ts";
import type { ManagedClusterView, NodePoolView } from "../domain/nodePool.ts";
import { planPools } from "../domain/plannedPool.ts";
import { newNodesOf } from "../domain/preflight/newNodes.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { ActivityDeps } from "./deps.ts";

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
  const vmSizes = newNodesOf(planPools(request, nodePools, deps.catalog)).map(({ vmSize }) => vmSize);
  const [offers, quotas, releases] = await Promise.all([
    readForNewNodes(vmSizes, () => deps.azure.listSizeOffers(region, vmSizes)),
    readForNewNodes(vmSizes, () => deps.azure.listVcpuQuotas(region)),
    unlessRefused(() => readReleases(deps, request.cluster, cluster)),
  ]);
  return {
    cluster,
    nodePools,
    releases: releases.value ?? [],
    offers: offers.value,
    quotas: quotas.value,
    refused: rightsOf(offers, quotas, releases),
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

function rightsOf(...readings: readonly Reading<unknown>[]): ArmRight[] {
  return readings.flatMap(({ refused }) => refused ?? []);
}
