/**
 * How far a node's stack has come. The same classification serves waiting and the names of stragglers. A node has
 * settled when the last component of its stack has announced its resources; whether the numbers are right is for
 * verification to say.
 */
import type { FindingCode } from "./findings.ts";
import type { KubernetesObject } from "./kubernetesObject.ts";
import { NVIDIA } from "./labels.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import { resourceCount } from "./quantity.ts";

export interface Lack {
  code: Extract<
    FindingCode,
    "NodeNotReady" | "OfedNotReady" | "RdmaNotConverged" | "DriverNotReady" | "DevicePluginNotReady"
  >;
  /** What was seen, for a person. */
  found: string;
}

/** The first thing that is missing, in the order in which things come about; undefined: settled. */
export function firstLack(node: KubernetesObject, expectation: NodeExpectation): Lack | undefined {
  if (!isReady(node)) return { code: "NodeNotReady", found: "the node is not Ready" };
  if (expectation.rdma > 0) {
    const wait = node.metadata.labels?.[NVIDIA.mofedWait];
    if (wait !== "false") {
      return {
        code: "OfedNotReady",
        found: wait === undefined ? "the OFED driver has not been scheduled" : "the OFED driver is being installed",
      };
    }
    if (resourceCount(node, NVIDIA.rdmaResource).allocatable === 0) {
      return { code: "RdmaNotConverged", found: `no allocatable ${NVIDIA.rdmaResource}` };
    }
  }
  if (resourceCount(node, NVIDIA.gpuResource).allocatable === 0) {
    const driver = driverOf(node, expectation);
    return driver === undefined
      ? { code: "DriverNotReady", found: `no allocatable ${NVIDIA.gpuResource}, and no driver has been seen` }
      : { code: "DevicePluginNotReady", found: `no allocatable ${NVIDIA.gpuResource}, though ${driver} is there` };
  }
  return undefined;
}

/** GPU feature discovery names the operator's driver as soon as it answers; AKS's is part of the node. */
function driverOf(node: KubernetesObject, { driver }: NodeExpectation): string | undefined {
  if (driver === "Install") return "AKS's driver";
  const version = node.metadata.labels?.[NVIDIA.driverVersion];
  return version === undefined ? undefined : `driver ${version}`;
}

export function isReady(node: KubernetesObject): boolean {
  const { conditions } = (node["status"] ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ?? false;
}

/** What to do about a straggler, by what it lacks. */
export const LACK_ACTIONS: Record<Lack["code"], string> = {
  NodeNotReady:
    "Look at the node's conditions (kubectl describe node); re-image or replace it if its kubelet does not come back.",
  OfedNotReady:
    "Read the log of the node's mofed pod in namespace network-operator; re-image the node if the driver cannot be loaded.",
  RdmaNotConverged:
    "Read the log of the node's rdma-shared-dp pod in namespace network-operator and check its InfiniBand ports.",
  DriverNotReady:
    "Read the log of the node's nvidia-driver pod in namespace gpu-operator; re-image the node if it cannot load.",
  DevicePluginNotReady:
    "Read the logs of the node's device-plugin pod (namespace gpu-operator, or kube-system with AKS's driver) and of its container toolkit.",
};

/** Whether a finding says of a node that it is a straggler. */
export function isLackCode(code: FindingCode): boolean {
  return Object.hasOwn(LACK_ACTIONS, code);
}
