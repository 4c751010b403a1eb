/**
 * Labels the nodes that have InfiniBand devices (ConnectX virtual functions 101c and 101e), and not the CPU nodes whose
 * accelerated networking shows a Mellanox NIC too (facts-azure-kubernetes.md, section D, "Trap").
 */
import type { KubernetesObject } from "../kubernetesObject.ts";
import { NVIDIA } from "../labels.ts";

export function infinibandRule(): KubernetesObject {
  return {
    apiVersion: "nfd.k8s-sigs.io/v1alpha1",
    kind: "NodeFeatureRule",
    metadata: { name: "lamplighter-infiniband" },
    spec: {
      rules: [
        {
          name: "InfiniBand virtual function",
          labels: { [NVIDIA.infinibandNic]: "true" },
          matchFeatures: [
            {
              feature: "pci.device",
              matchExpressions: {
                vendor: { op: "In", value: ["15b3"] },
                device: { op: "In", value: ["101c", "101e"] },
              },
            },
          ],
        },
      ],
    },
  };
}
