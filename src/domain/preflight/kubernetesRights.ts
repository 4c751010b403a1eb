/** What the app's identity may not do in the cluster: better told before the first node is paid for than in the middle. */
import type { Finding } from "../findings.ts";
import type { KubernetesRight } from "../kubernetesRights.ts";

/** One for each kind of object, with every verb that is missing. */
export function missingKubernetesRights(missing: readonly KubernetesRight[]): Finding[] {
  const verbs = new Map<string, string[]>();
  for (const { group, resource, verb } of missing) {
    const kind = group === "" ? resource : `${resource}.${group}`;
    verbs.set(kind, [...(verbs.get(kind) ?? []), verb]);
  }
  return [...verbs].map(([kind, names]) => ({
    code: "MissingKubernetesPermission",
    severity: "block",
    subject: "cluster",
    found: `the app's identity may not ${names.join(", ")} ${kind} in the cluster`,
    action:
      "Give it the role Azure Kubernetes Service RBAC Cluster Admin on the cluster or, without Azure RBAC, bind it to cluster-admin (kubectl create clusterrolebinding); run again some minutes later.",
  }));
}
