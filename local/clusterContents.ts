/** What a scenario puts into its cluster before anybody comes: the app's rights there, and what others have installed. */
import { AKS_SERVER_AUDIENCE, type Tokens } from "./azure/tokens.ts";
import type { User } from "./kubernetes/api/access/accessControl.ts";
import type { NewKubeObject, ObjectStore } from "./kubernetes/cluster.ts";
import type { Scenario } from "./scenarios/scenario.ts";

/** People who look in with kubectl. */
export const ADMINISTRATOR = "cluster-admin";

const APP_GROUP = "simulated:app";

/**
 * Whoever Entra ID vouches for is a cluster administrator, the guide's own prerequisite, unless the scenario gives the
 * app rights of its own.
 */
export function authenticator(tokens: Tokens, { kubernetes }: Scenario): (token: string) => User | undefined {
  return (token) => {
    const verdict = tokens.verify(token, [AKS_SERVER_AUDIENCE]);
    if (!verdict.accepted) return undefined;
    const name = verdict.claims.oid;
    const isRestricted = kubernetes.rights !== undefined && name !== ADMINISTRATOR;
    return { name, groups: [isRestricted ? APP_GROUP : "system:masters", "system:authenticated"] };
  };
}

/** Does nothing to what is already there. */
export function putContents(store: ObjectStore, { kubernetes }: Scenario): void {
  const objects = [
    ...(kubernetes.rights === undefined ? [] : appRole(kubernetes.rights)),
    ...(kubernetes.objects ?? []),
  ];
  for (const object of objects) {
    const { name = "", namespace } = object.metadata;
    if (store.get(`${object.apiVersion}/${object.kind}`, namespace, name) === undefined) store.create(object);
  }
}

function appRole(rules: NonNullable<Scenario["kubernetes"]["rights"]>): NewKubeObject[] {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const metadata = { name: APP_GROUP };
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: APP_GROUP };
  return [
    { apiVersion, kind: "ClusterRole", metadata, rules },
    { apiVersion, kind: "ClusterRoleBinding", metadata, roleRef, subjects: [{ kind: "Group", name: APP_GROUP }] },
  ];
}
