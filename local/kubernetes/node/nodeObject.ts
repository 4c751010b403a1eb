/** The Node object that a fresh machine registers: labels, taints, addresses, capacity and facts as AKS writes them. */
import type { NewKubeObject } from "../cluster.ts";
import type { NodeSpec } from "../nodeProvisioner.ts";
import { machineSize } from "./machineSize.ts";
import { machineIdOf, nodeAddress, providerId, systemUuidOf } from "./nodeIdentity.ts";
import { NOT_READY_TAINT, nodeConditions } from "./nodeReadiness.ts";
import { osImageOf } from "./osImage.ts";

export interface NodeIdentity {
  ordinal: number;
  bootId: string;
  /** RFC 3339. */
  createdAt: string;
}

export function nodeObject(spec: NodeSpec, identity: NodeIdentity): NewKubeObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: spec.name,
      labels: nodeLabels(spec),
      annotations: { "volumes.kubernetes.io/controller-managed-attach-detach": "true" },
    },
    spec: {
      providerID: providerId(spec),
      taints: [...spec.taints, ...(spec.initializationTaints ?? []), NOT_READY_TAINT],
    },
    status: {
      addresses: [
        { type: "InternalIP", address: nodeAddress(identity.ordinal) },
        { type: "Hostname", address: spec.name },
      ],
      ...capacityOf(spec),
      conditions: nodeConditions({ ready: false, reason: "KubeletNotReady", since: identity.createdAt }),
      nodeInfo: nodeInfo(spec, identity.bootId),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    },
  };
}

/** The labels of its pool come last: AKS lets them add, never replace its own. */
export function nodeLabels(spec: NodeSpec): Record<string, string> {
  const gpuLabels = { "kubernetes.azure.com/accelerator": "nvidia", accelerator: "nvidia" };
  return {
    ...spec.labels,
    agentpool: spec.pool,
    "kubernetes.azure.com/agentpool": spec.pool,
    "kubernetes.azure.com/node-image-version": spec.nodeImageVersion,
    "kubernetes.azure.com/os-sku": "Ubuntu",
    "kubernetes.azure.com/role": "agent",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": spec.name,
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": spec.vmSize,
    "topology.kubernetes.io/region": spec.region,
    "topology.kubernetes.io/zone": spec.zone === undefined ? "0" : `${spec.region}-${spec.zone}`,
    ...(spec.hardware.gpus > 0 ? gpuLabels : {}),
  };
}

function capacityOf(spec: NodeSpec): Record<"capacity" | "allocatable", Record<string, string>> {
  const { cpus, memoryGib } = machineSize(spec.vmSize);
  const capacity = {
    cpu: String(cpus),
    memory: `${memoryGib * 1024 * 1024}Ki`,
    "ephemeral-storage": "129886128Ki",
    "hugepages-1Gi": "0",
    "hugepages-2Mi": "0",
    pods: "110",
  };
  const reservedMemoryKi = Math.min(Math.ceil(memoryGib * 0.05), 16) * 1024 * 1024;
  const allocatable = {
    ...capacity,
    cpu: `${cpus * 1000 - 140 - cpus * 5}m`,
    memory: `${memoryGib * 1024 * 1024 - reservedMemoryKi}Ki`,
    "ephemeral-storage": "119703055367",
  };
  return { capacity, allocatable };
}

export function nodeInfo(spec: NodeSpec, bootID: string): Record<string, string> {
  const { osImage, kernelVersion, containerdVersion } = osImageOf(spec);
  return {
    architecture: "amd64",
    bootID,
    containerRuntimeVersion: `containerd://${containerdVersion}`,
    kernelVersion,
    kubeProxyVersion: "",
    kubeletVersion: `v${spec.kubernetesVersion}`,
    machineID: machineIdOf(spec),
    operatingSystem: "linux",
    osImage,
    systemUUID: systemUuidOf(spec),
  };
}
