/** DOCA-OFED and the RDMA shared device plugin, as the guide configures them, on InfiniBand nodes only. */
import { RDMA_PER_NODE } from "../catalog.ts";
import { mirrored } from "../images.ts";
import type { KubernetesObject } from "../kubernetesObject.ts";
import { NVIDIA } from "../labels.ts";
import { rdmaPluginRepository } from "../mirror.ts";
import type { StackSpec } from "../stack.ts";

/** The only name that the network operator honours. */
export const NIC_CLUSTER_POLICY = "nic-cluster-policy";

export function nicClusterPolicy({ versions, tolerations, registryPrefix, forceDrain }: StackSpec): KubernetesObject {
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
        repository: mirrored("nvcr.io/nvidia/mellanox", registryPrefix),
        version: versions.docaDriver,
        // Without it the driver cannot restart on AKS (peers.md, section 4, 7).
        env: [{ name: "OFED_BLACKLIST_MODULES_FILE", value: "/host/etc/modprobe.d/blacklist-ofed-modules.conf" }],
        upgradePolicy: {
          autoUpgrade: true,
          // Unforced, a node with pods that nothing brings back, or with local data, keeps its driver and says so.
          drain: { deleteEmptyDir: forceDrain, enable: true, force: forceDrain, timeoutSeconds: 300 },
          maxParallelUpgrades: 1,
        },
        startupProbe: { initialDelaySeconds: 10, periodSeconds: 20 },
        livenessProbe: { initialDelaySeconds: 30, periodSeconds: 30 },
        readinessProbe: { initialDelaySeconds: 10, periodSeconds: 30 },
      },
      rdmaSharedDevicePlugin: {
        image: "k8s-rdma-shared-dev-plugin",
        repository: mirrored(rdmaPluginRepository(versions.rdmaSharedDevicePlugin), registryPrefix),
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
