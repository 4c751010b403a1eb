/** DOCA-OFED and the RDMA shared device plugin, as the guide configures them, on InfiniBand nodes only. */
import { RDMA_PER_NODE } from "../catalog.ts";
import { imageRepository } from "../images.ts";
import type { KubernetesObject } from "../kubernetesObject.ts";
import { NVIDIA } from "../labels.ts";
import type { StackSpec } from "../stack.ts";
import type { VersionSet } from "../versions.ts";

/** The only name that the network operator honours. */
export const NIC_CLUSTER_POLICY = "nic-cluster-policy";

/** The plugin's own releases, and those that NVIDIA makes for a network operator. */
function pluginRepository({ rdmaSharedDevicePlugin }: VersionSet): string {
  return rdmaSharedDevicePlugin.startsWith("network-operator-") ? "nvcr.io/nvidia/mellanox" : "ghcr.io/mellanox";
}

export function nicClusterPolicy({ versions, tolerations, registryPrefix }: StackSpec): KubernetesObject {
  return {
    apiVersion: "mellanox.com/v1alpha1",
    kind: "NicClusterPolicy",
    metadata: { name: NIC_CLUSTER_POLICY },
    spec: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: NVIDIA.infinibandNic, operator: "In", values: ["true"] }] }],
        },
      },
      tolerations,
      ofedDriver: {
        image: "doca-driver",
        repository: imageRepository("nvcr.io/nvidia/mellanox", registryPrefix),
        version: versions.docaDriver,
        // Without it the driver cannot restart on AKS (peers.md, section 4, 7).
        env: [{ name: "OFED_BLACKLIST_MODULES_FILE", value: "/host/etc/modprobe.d/blacklist-ofed-modules.conf" }],
        upgradePolicy: {
          autoUpgrade: true,
          drain: { deleteEmptyDir: true, enable: true, force: true, timeoutSeconds: 300 },
          maxParallelUpgrades: 1,
        },
        startupProbe: { initialDelaySeconds: 10, periodSeconds: 20 },
        livenessProbe: { initialDelaySeconds: 30, periodSeconds: 30 },
        readinessProbe: { initialDelaySeconds: 10, periodSeconds: 30 },
      },
      rdmaSharedDevicePlugin: {
        image: "k8s-rdma-shared-dev-plugin",
        repository: imageRepository(pluginRepository(versions), registryPrefix),
        version: versions.rdmaSharedDevicePlugin,
        config: JSON.stringify({
          configList: [
            {
              resourceName: "ib",
              rdmaHcaMax: RDMA_PER_NODE,
              selectors: { vendors: ["15b3"], linkTypes: ["infiniband"], isRdma: true },
            },
          ],
        }),
      },
    },
  };
}
