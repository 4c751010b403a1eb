/** The parts of a NicClusterPolicy that the simulated network operator acts on. */
import type { KubeObject, ObjectStore } from "../../cluster.ts";
import { specOf } from "../../store/objectParts.ts";
import type { Toleration } from "../charts/chart.ts";

export const NIC_CLUSTER_POLICY = "mellanox.com/v1alpha1/NicClusterPolicy";
/** The only name that the operator honours. */
const HONOURED_NAME = "nic-cluster-policy";

export const NIC_LABEL = "feature.node.kubernetes.io/pci-15b3.present";
export const MOFED_WAIT_LABEL = "network.nvidia.com/operator.mofed.wait";
export const OFED_POD_LABEL = "nvidia.com/ofed-driver";

export interface ImageSpec {
  image: string;
  repository: string;
  version: string;
}

export interface NicClusterPolicySpec {
  ofedDriver?: ImageSpec;
  rdmaSharedDevicePlugin?: ImageSpec & { config?: string };
  nodeAffinity?: unknown;
  tolerations?: Toleration[];
}

export function findNicClusterPolicy(store: ObjectStore): KubeObject | undefined {
  return store.get(NIC_CLUSTER_POLICY, undefined, HONOURED_NAME);
}

export function nicClusterPolicySpec(policy: KubeObject): NicClusterPolicySpec {
  return specOf<NicClusterPolicySpec>(policy);
}

export function imageOf({ repository, image, version }: ImageSpec): string {
  return `${repository}/${image}:${version}`;
}
