/**
 * Keeps nvidia-peermem loaded where AKS brings the driver, which does not load it by itself (guide-aks.md, "Configuring
 * the nvidia-peermem Kernel Module"). The host's own modprobe is used; nothing is downloaded. The module needs OFED:
 * the pod becomes Ready only when it is loaded, so that the DaemonSet's counts tell.
 */
import type { KubernetesObject } from "../kubernetesObject.ts";
import { AKS, NVIDIA } from "../labels.ts";
import { GPU_RESOURCES_NAMESPACE } from "../namespaces.ts";
import type { StackSpec } from "../stack.ts";

export const PEERMEM_RELOADER = { name: "nvidia-peermem-reloader", namespace: GPU_RESOURCES_NAMESPACE } as const;

const LOAD = "chroot /host modprobe nvidia-peermem";

export function peermemReloader({ tolerations }: StackSpec, image: string): KubernetesObject {
  const selector = { "app.kubernetes.io/name": PEERMEM_RELOADER.name };
  const container = (name: string, script: string) => ({
    name,
    image,
    command: ["/bin/sh", "-c", script],
    resources: { requests: { cpu: "1m", memory: "8Mi" } },
    securityContext: { privileged: true },
    volumeMounts: [{ name: "host", mountPath: "/host", readOnly: true }],
  });
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { ...PEERMEM_RELOADER, labels: selector },
    spec: {
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: selector },
        spec: {
          automountServiceAccountToken: false,
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  {
                    matchExpressions: [
                      { key: AKS.accelerator, operator: "In", values: ["nvidia"] },
                      { key: NVIDIA.infinibandNic, operator: "In", values: ["true"] },
                    ],
                  },
                ],
              },
            },
          },
          tolerations,
          initContainers: [container("load", `until ${LOAD}; do sleep 10; done`)],
          containers: [container("keep", `while ${LOAD}; do sleep 60; done; exit 1`)],
          volumes: [{ name: "host", hostPath: { path: "/", type: "Directory" } }],
        },
      },
    },
  };
}
