/** Between our node pools and the SDK's AgentPool. Pure. */
import type { AgentPool, ManagedCluster } from "@azure/arm-containerservice";
import type { DriverMode, ManagedClusterView, NodePoolSpec, NodePoolView, PoolFailure } from "../domain/nodePool.ts";
import { azureRetryClass } from "./errors.ts";
import { type AzureErrorBody, unpackProvisioningError } from "./provisioningError.ts";

export function toNewAgentPool(spec: NodePoolSpec, tags: Record<string, string>): AgentPool {
  return {
    count: spec.count,
    vmSize: spec.vmSize,
    osType: "Linux",
    osSKU: spec.osSku,
    mode: "User",
    typePropertiesType: "VirtualMachineScaleSets",
    nodeLabels: spec.labels,
    nodeTaints: spec.taints,
    tags,
    ...(spec.zones.length === 0 ? {} : { availabilityZones: spec.zones }),
    ...(spec.driver === "None" ? { gpuProfile: { driver: "None" } } : {}),
    ...scaling(spec),
  };
}

/**
 * A PUT replaces the pool's model, so everything that is there goes back with it: labels, tags and taints of others
 * stay, what cannot change after creation is not touched, and the node image is left out (naming it is a rollback).
 */
export function toChangedAgentPool(current: AgentPool, spec: NodePoolSpec, tags: Record<string, string>): AgentPool {
  const { nodeImageVersion: _rollback, minCount: _min, maxCount: _max, ...kept } = current;
  return {
    ...kept,
    nodeLabels: { ...current.nodeLabels, ...spec.labels },
    nodeTaints: [...new Set([...(current.nodeTaints ?? []), ...spec.taints])],
    tags: { ...current.tags, ...tags },
    count: spec.autoscale === undefined ? spec.count : Math.max(current.count ?? 0, spec.count),
    ...scaling(spec),
  };
}

/** As it stands among a cluster's pools, with the taints that new nodes come with. */
export function toNewProfile(spec: NodePoolSpec, tags: Record<string, string>): Record<string, unknown> {
  const { typePropertiesType: type, ...pool } = toNewAgentPool(spec, tags);
  return { name: spec.name, type, ...pool, nodeInitializationTaints: spec.initializationTaints ?? [] };
}

/** The SDK's names are those of the wire, but for the type, which is kept as it is. */
export function toChangedProfile(
  profile: { nodeInitializationTaints?: string[] | null | undefined },
  spec: NodePoolSpec,
  tags: Record<string, string>,
): Record<string, unknown> {
  const taints = [...(profile.nodeInitializationTaints ?? []), ...(spec.initializationTaints ?? [])];
  return { ...toChangedAgentPool(profile as AgentPool, spec, tags), nodeInitializationTaints: [...new Set(taints)] };
}

function scaling({ autoscale }: NodePoolSpec): Pick<AgentPool, "enableAutoScaling" | "minCount" | "maxCount"> {
  return autoscale === undefined
    ? { enableAutoScaling: false }
    : { enableAutoScaling: true, minCount: autoscale.min, maxCount: autoscale.max };
}

export function toNodePoolView(pool: AgentPool): NodePoolView {
  const error = pool.status?.provisioningError;
  return {
    name: pool.name ?? "",
    vmSize: pool.vmSize ?? "",
    count: pool.count ?? 0,
    mode: (pool.mode ?? "User") as NodePoolView["mode"],
    osSku: pool.osSKU ?? "",
    zones: pool.availabilityZones ?? [],
    labels: pool.nodeLabels ?? {},
    taints: pool.nodeTaints ?? [],
    tags: pool.tags ?? {},
    provisioningState: pool.provisioningState ?? "Unknown",
    ...defined("driver", pool.gpuProfile?.driver as DriverMode | undefined),
    ...(pool.enableAutoScaling ? { autoscale: { min: pool.minCount ?? 0, max: pool.maxCount ?? 0 } } : {}),
    ...defined("scaleDownMode", pool.scaleDownMode as NodePoolView["scaleDownMode"]),
    ...defined("maxSurge", pool.upgradeSettings?.maxSurge),
    ...defined("failure", error === undefined || error === null ? undefined : toPoolFailure(error)),
    ...defined("nodeImageVersion", pool.nodeImageVersion),
    ...defined("kubernetesVersion", pool.currentOrchestratorVersion ?? pool.orchestratorVersion),
    ...defined("etag", pool.eTag),
  };
}

function toPoolFailure(error: AzureErrorBody): PoolFailure {
  const cause = unpackProvisioningError(error);
  return { ...cause, retry: azureRetryClass(cause.code) };
}

export function toManagedClusterView(cluster: ManagedCluster): ManagedClusterView {
  return {
    location: cluster.location,
    kubernetesVersion: cluster.currentKubernetesVersion ?? cluster.kubernetesVersion ?? "",
    provisioningState: cluster.provisioningState ?? "Unknown",
    powerState: cluster.powerState?.code === "Stopped" ? "Stopped" : "Running",
    privateCluster: cluster.apiServerAccessProfile?.enablePrivateCluster ?? false,
  };
}

function defined<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}
