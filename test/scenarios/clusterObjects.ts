/** What is in a world's cluster, beside events: the test looks where kubectl would. */
import type { KubeObject } from "../../local/kubernetes/cluster.ts";
import type { RunningWorld } from "../../local/runningWorld.ts";

const KINDS = [
  "v1/Node",
  "v1/Namespace",
  "v1/Pod",
  "v1/ConfigMap",
  "v1/Secret",
  "v1/ServiceAccount",
  "batch/v1/Job",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "rbac.authorization.k8s.io/v1/ClusterRole",
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding",
  "rbac.authorization.k8s.io/v1/Role",
  "rbac.authorization.k8s.io/v1/RoleBinding",
  "mellanox.com/v1alpha1/NicClusterPolicy",
  "nfd.k8s-sigs.io/v1alpha1/NodeFeatureRule",
];

export function objectsOf({ simulators }: Pick<RunningWorld, "simulators">): KubeObject[] {
  return KINDS.flatMap((kind) => simulators.cluster.store.list(kind));
}

/** "Job lamplighter-system/helmfile-gpu-operator-1". */
export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}
