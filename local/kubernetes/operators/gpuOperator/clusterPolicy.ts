/** The parts of a ClusterPolicy that the simulated GPU operator acts on, and the labels it works with. */
import type { KubeObject, ObjectStore } from "../../cluster.ts";
import { specOf } from "../../store/objectParts.ts";
import type { Toleration } from "../charts/chart.ts";
import { CLUSTER_POLICY as POLICY_NAME } from "../charts/gpuOperatorChart.ts";

export const CLUSTER_POLICY = "nvidia.com/v1/ClusterPolicy";
export const GPU_DEVICE_LABEL = "feature.node.kubernetes.io/pci-10de.present";
export const GPU_PRESENT_LABEL = "nvidia.com/gpu.present";

export interface OperandSpec {
  enabled: boolean;
  repository: string;
  version: string;
}

export interface ClusterPolicySpec {
  daemonsets: { tolerations?: Toleration[] };
  driver: OperandSpec & { rdma?: { enabled?: boolean } };
  toolkit: OperandSpec;
  devicePlugin: OperandSpec;
  gfd: OperandSpec;
}

export function findClusterPolicy(store: ObjectStore): KubeObject | undefined {
  return store.get(CLUSTER_POLICY, undefined, POLICY_NAME);
}

export function clusterPolicySpec(policy: KubeObject): ClusterPolicySpec {
  return specOf<ClusterPolicySpec>(policy);
}
