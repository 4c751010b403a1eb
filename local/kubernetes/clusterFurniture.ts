/** What a cluster has before anyone installs anything: its namespaces, the all-powerful role, the system's priorities. */
import type { NewKubeObject, ObjectStore } from "./cluster.ts";
import { SYSTEM_PRIORITIES } from "./store/podDefaults.ts";

/** Does nothing to what is already there. */
export function furnishCluster(store: ObjectStore): void {
  for (const object of FURNITURE) {
    const kind = `${object.apiVersion}/${object.kind}`;
    if (store.get(kind, undefined, object.metadata.name) === undefined) store.create(object);
  }
}

const NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

const FURNITURE: readonly (NewKubeObject & { metadata: { name: string } })[] = [
  ...NAMESPACES.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "cluster-admin" },
    rules: [
      { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
      { nonResourceURLs: ["*"], verbs: ["*"] },
    ],
  },
  ...Object.entries(SYSTEM_PRIORITIES).map(([name, value]) => ({
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name },
    value,
    preemptionPolicy: "PreemptLowerPriority",
  })),
];
