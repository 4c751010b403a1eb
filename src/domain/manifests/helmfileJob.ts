/**
 * A chart is installed by a Job in the cluster (facts-azure-kubernetes.md, section D): the app needs no Helm, and the
 * Job's right to do so exists for the run only. It does not wait for the chart's pods: the orchestrator polls.
 */
import { type ReleaseSpec, releaseHash } from "../helmRelease.ts";
import type { KubernetesObject } from "../kubernetesObject.ts";
import { LABELS } from "../labels.ts";
import { SYSTEM_NAMESPACE } from "../namespaces.ts";

export const INSTALLER = "lamplighter-helmfile";

export interface HelmfileJobOptions {
  release: ReleaseSpec;
  preparationId: string;
  /** 1 for the first try; a new try gets a new Job. */
  attempt: number;
  image: string;
  deadlineSeconds: number;
}

export function helmfileName(release: ReleaseSpec, attempt: number): string {
  return `helmfile-${release.name}-${releaseHash(release)}-${attempt}`;
}

function labelsOf({ preparationId, release }: HelmfileJobOptions): Record<string, string> {
  return {
    [LABELS.managedBy]: "lamplighter",
    [LABELS.preparation]: preparationId,
    [LABELS.purpose]: "install",
    [LABELS.release]: release.name,
  };
}

/** JSON is YAML, so no YAML writer is needed. */
export function helmfileConfig(options: HelmfileJobOptions): KubernetesObject {
  const { release, attempt } = options;
  const helmfile = {
    repositories: [release.repository],
    releases: [
      {
        name: release.name,
        namespace: release.namespace,
        chart: release.chart,
        version: release.version,
        createNamespace: false,
        wait: false,
        disableValidationOnInstall: true,
        values: ["values.yaml"],
      },
    ],
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: helmfileName(release, attempt), namespace: SYSTEM_NAMESPACE, labels: labelsOf(options) },
    data: {
      "helmfile.yaml": JSON.stringify(helmfile, null, 2),
      "values.yaml": JSON.stringify(release.values, null, 2),
    },
  };
}

export function helmfileJob(options: HelmfileJobOptions): KubernetesObject {
  const { release, attempt, image, deadlineSeconds } = options;
  const name = helmfileName(release, attempt);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace: SYSTEM_NAMESPACE, labels: labelsOf(options) },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: deadlineSeconds,
      template: {
        metadata: { labels: labelsOf(options) },
        spec: {
          serviceAccountName: INSTALLER,
          restartPolicy: "Never",
          nodeSelector: { "kubernetes.io/os": "linux" },
          // AKS's usual taint on system pools: often the only nodes there are before GPU pools join.
          tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
          containers: [
            {
              name: "helmfile",
              image,
              command: ["helmfile", "apply", "--file", "/work/helmfile.yaml", "--suppress-diff"],
              env: [
                { name: "HELM_CACHE_HOME", value: "/scratch/cache" },
                { name: "HELM_CONFIG_HOME", value: "/scratch/config" },
              ],
              terminationMessagePolicy: "FallbackToLogsOnError",
              volumeMounts: [
                { name: "work", mountPath: "/work", readOnly: true },
                { name: "scratch", mountPath: "/scratch" },
              ],
            },
          ],
          volumes: [
            { name: "work", configMap: { name } },
            { name: "scratch", emptyDir: {} },
          ],
        },
      },
    },
  };
}

/** The installer's identity and its cluster-wide right, removed together at the end of the installation. */
export function installerAccess(): KubernetesObject[] {
  const labels = { [LABELS.managedBy]: "lamplighter" };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: INSTALLER, namespace: SYSTEM_NAMESPACE, labels } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: INSTALLER, labels },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: INSTALLER, namespace: SYSTEM_NAMESPACE }],
    },
  ];
}
