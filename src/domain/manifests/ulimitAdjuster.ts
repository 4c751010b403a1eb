/**
 * The NRI plugin that raises a container's locked-memory limit when its pod asks by annotation. Unlike upstream's
 * manifest it tolerates the GPU taints, runs on GPU nodes and on those that were named only, and mounts the socket's
 * directory: a mounted socket file is dead after containerd restarts (facts-azure-kubernetes.md, section C). Where NRI
 * is off the directory is missing and the pod waits.
 */
import { mirrored } from "../images.ts";
import type { KubernetesObject } from "../kubernetesObject.ts";
import { AKS, LABELS } from "../labels.ts";
import type { StackSpec } from "../stack.ts";

export const ULIMIT_ADJUSTER = { name: "nri-plugin-ulimit-adjuster", namespace: "kube-system" } as const;

export type UlimitAdjusterSpec = Pick<StackSpec, "tolerations" | "registryPrefix"> & {
  versions: Pick<StackSpec["versions"], "ulimitAdjuster">;
};

const POD_LABELS = { "app.kubernetes.io/name": ULIMIT_ADJUSTER.name };

/** Of its pods. */
export function ulimitAdjusterSelector(): string {
  return Object.entries(POD_LABELS)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

export function ulimitAdjuster({ versions, tolerations, registryPrefix }: UlimitAdjusterSpec): KubernetesObject {
  const repository = mirrored("ghcr.io/containerd/nri/plugins/ulimit-adjuster", registryPrefix);
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { ...ULIMIT_ADJUSTER, labels: POD_LABELS },
    spec: {
      selector: { matchLabels: POD_LABELS },
      // One node after the other would take longer than anybody waits; a pod that is made meanwhile gets no raised limit.
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
      template: {
        metadata: { labels: POD_LABELS },
        spec: {
          automountServiceAccountToken: false,
          priorityClassName: "system-node-critical",
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: AKS.accelerator, operator: "In", values: ["nvidia"] }] },
                  { matchExpressions: [{ key: LABELS.ulimitAdjuster, operator: "In", values: ["true"] }] },
                ],
              },
            },
          },
          tolerations,
          containers: [
            {
              name: "plugin",
              image: `${repository}:${versions.ulimitAdjuster}`,
              args: ["-idx", "10"],
              resources: { requests: { cpu: "2m", memory: "5Mi" } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              volumeMounts: [{ name: "nri", mountPath: "/var/run/nri" }],
            },
          ],
          volumes: [{ name: "nri", hostPath: { path: "/var/run/nri", type: "Directory" } }],
        },
      },
    },
  };
}
