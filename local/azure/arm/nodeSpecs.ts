/** What AKS puts on the nodes of a pool: labels, taints, image, hardware. */
import type { NodeSpec } from "../../kubernetes/nodeProvisioner.ts";
import { nodeNameOf } from "./names.ts";
import { effectiveOsSku } from "./osImage.ts";
import { knownVmSize } from "./poolRules.ts";
import type { ArmSettings } from "./settings.ts";
import { clusterKey, type StoredCluster, type StoredPool } from "./state.ts";

export function nodeResourceGroup(cluster: StoredCluster): string {
  return `MC_${cluster.resourceGroup}_${cluster.name}_${cluster.location}`;
}

export function nodeSpecOf(cluster: StoredCluster, pool: StoredPool, index: number, settings: ArmSettings): NodeSpec {
  const { properties } = pool;
  const size = knownVmSize(properties.vmSize);
  const name = nodeNameOf(clusterKey(cluster), pool.name, index);
  const zones = properties.availabilityZones ?? [];
  const zone = zones[index % Math.max(zones.length, 1)];
  const containerd = settings.nodeContainerd?.[pool.name]?.[index];
  const broken = settings.nodeHardware?.[pool.name]?.[index];
  return {
    name,
    pool: pool.name,
    vmSize: size.name,
    osSku: effectiveOsSku(properties.osSKU, pool.kubernetesVersion),
    kubernetesVersion: pool.kubernetesVersion,
    nodeImageVersion: pool.nodeImageVersion,
    labels: {
      ...poolLabels(cluster, pool),
      "kubernetes.io/hostname": name,
      "topology.kubernetes.io/zone": zone === undefined ? "0" : `${cluster.location}-${zone}`,
    },
    taints: poolTaints(pool),
    ...(pool.modelTaints === undefined ? {} : { initializationTaints: pool.modelTaints.map(parseTaint) }),
    gpuDriver: properties.gpuProfile?.driver ?? "None",
    hardware: {
      gpus: broken?.gpus ?? size.gpus,
      gpuModel: size.gpuModel ?? "A100",
      infinibandDevices: broken?.infinibandDevices ?? size.infinibandDevices,
      ...(broken?.unhealthyGpus === undefined ? {} : { unhealthyGpus: broken.unhealthyGpus }),
      ...(broken?.peermem === false ? { peermem: false } : {}),
    },
    subscriptionId: cluster.subscriptionId,
    resourceGroup: nodeResourceGroup(cluster),
    region: cluster.location,
    ...(zone === undefined ? {} : { zone }),
    ...(containerd === undefined ? {} : { containerd }),
  };
}

/** The labels that every node of the pool has in common; the user's own are among them. */
export function poolLabels(cluster: StoredCluster, pool: StoredPool): Record<string, string> {
  const { properties } = pool;
  const size = knownVmSize(properties.vmSize);
  return {
    agentpool: pool.name,
    "kubernetes.azure.com/agentpool": pool.name,
    "kubernetes.azure.com/cluster": nodeResourceGroup(cluster),
    "kubernetes.azure.com/mode": properties.mode.toLowerCase(),
    "kubernetes.azure.com/node-image-version": pool.nodeImageVersion,
    "kubernetes.azure.com/os-sku": properties.osSKU,
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": size.name,
    "topology.kubernetes.io/region": cluster.location,
    ...(size.gpus > 0 ? { accelerator: "nvidia", "kubernetes.azure.com/accelerator": "nvidia" } : {}),
    ...properties.nodeLabels,
  };
}

export function poolTaints(pool: StoredPool): NodeSpec["taints"] {
  return (pool.properties.nodeTaints ?? []).map(parseTaint);
}

/** AKS writes a taint as `key=value:Effect` or `key:Effect`. */
function parseTaint(text: string): NodeSpec["taints"][number] {
  const [keyAndValue = "", effect] = text.split(":");
  const [key = "", value] = keyAndValue.split("=");
  return {
    key,
    ...(value === undefined ? {} : { value }),
    effect: effect as NodeSpec["taints"][number]["effect"],
  };
}
