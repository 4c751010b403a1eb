/**
 * What the app does in a cluster, as Kubernetes' authorizers name it. An apply needs `create` beside `patch`, for an
 * object that is not there. A test holds the table against what the app really asks of an API server.
 */
export interface KubernetesRight {
  verb: string;
  /** Empty: the core group. */
  group: string;
  /** Plural; a subresource behind a slash: "pods/log". */
  resource: string;
  /** Left out: in every namespace, or of a kind that has none. */
  namespace?: string;
}

/** Who has it needs no other. */
export const EVERY_RIGHT: KubernetesRight = { verb: "*", group: "*", resource: "*" };

const RBAC = "rbac.authorization.k8s.io";

const ALWAYS: readonly KubernetesRight[] = [
  ...rights("", "namespaces", ["get", "create", "patch"]),
  ...rights("", "nodes", ["get", "list", "patch"]),
  ...rights("", "pods", ["get", "list", "create", "delete"]),
  ...rights("", "pods/log", ["get"]),
  ...rights("", "configmaps", ["get", "list", "create", "patch", "delete"]),
  ...rights("", "secrets", ["list", "delete"]),
  ...rights("", "serviceaccounts", ["get", "create", "patch", "delete"]),
  ...rights("apps", "daemonsets", ["get", "list", "create", "patch"]),
  ...rights("batch", "jobs", ["get", "list", "create", "delete"]),
  ...rights(RBAC, "clusterrolebindings", ["get", "create", "patch", "delete"]),
  ...rights(RBAC, "clusterroles", ["bind"]),
];

const OF_GPU_OPERATOR = rights("nvidia.com", "clusterpolicies", ["get"]);

const OF_INFINIBAND: readonly KubernetesRight[] = [
  ...rights("apiextensions.k8s.io", "customresourcedefinitions", ["get"]),
  ...rights("mellanox.com", "nicclusterpolicies", ["get", "create", "patch"]),
  ...rights("nfd.k8s-sigs.io", "nodefeaturerules", ["get", "create", "patch"]),
];

export interface RightsOptions {
  /** Some pool has InfiniBand. */
  rdma: boolean;
  /** The GPU operator brings the drivers. */
  gpuOperator: boolean;
}

export function neededKubernetesRights({ rdma, gpuOperator }: RightsOptions): KubernetesRight[] {
  return [...ALWAYS, ...(gpuOperator ? OF_GPU_OPERATOR : []), ...(rdma ? OF_INFINIBAND : [])];
}

function rights(group: string, resource: string, verbs: readonly string[]): KubernetesRight[] {
  return verbs.map((verb) => ({ verb, group, resource }));
}
