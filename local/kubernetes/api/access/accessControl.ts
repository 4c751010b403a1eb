/** Who may do what: roles and their bindings, as the RBAC authorizer evaluates them. */
import type { RbacV1Subject, V1PolicyRule, V1RoleRef } from "@kubernetes/client-node";
import type { KubeObject, ObjectStore } from "../../cluster.ts";

export interface User {
  name: string;
  groups: readonly string[];
}

export interface AccessRequest {
  verb: string;
  group: string;
  /** Plural; with a subresource "pods/log". */
  resource: string;
  /** Left out: in the whole cluster. */
  namespace?: string;
  name?: string;
}

export type IsAllowed = (user: User, request: AccessRequest) => boolean;

const RBAC = "rbac.authorization.k8s.io/v1";
const ALL_POWERFUL_GROUP = "system:masters";
const ALL_POWERFUL: V1PolicyRule[] = [
  { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
  { nonResourceURLs: ["*"], verbs: ["*"] },
];

export interface AccessControl {
  isAllowed: IsAllowed;
  /** Everything that is granted to a user in a namespace; left out: cluster-wide. */
  rulesOf(user: User, namespace?: string): V1PolicyRule[];
}

export function createAccessControl(store: ObjectStore): AccessControl {
  function rulesOf(user: User, namespace?: string): V1PolicyRule[] {
    if (user.groups.includes(ALL_POWERFUL_GROUP)) return ALL_POWERFUL;
    const local = namespace === undefined ? [] : store.list(`${RBAC}/RoleBinding`, { namespace });
    return [...store.list(`${RBAC}/ClusterRoleBinding`), ...local]
      .filter((binding) => names(binding, user))
      .flatMap((binding) => boundRules(binding, store));
  }
  return {
    rulesOf,
    isAllowed: (user, request) => rulesOf(user, request.namespace).some((rule) => permits(rule, request)),
  };
}

/** The user a ServiceAccount's pods act as. */
export function serviceAccountUser(namespace: string, name: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}

function names(binding: KubeObject, user: User): boolean {
  const subjects = (binding["subjects"] ?? []) as RbacV1Subject[];
  return subjects.some((subject) => {
    if (subject.kind === "Group") return user.groups.includes(subject.name);
    if (subject.kind === "User") return user.name === subject.name;
    const namespace = subject.namespace ?? binding.metadata.namespace ?? "";
    return user.name === serviceAccountUser(namespace, subject.name).name;
  });
}

function boundRules(binding: KubeObject, store: ObjectStore): V1PolicyRule[] {
  const { kind, name } = binding["roleRef"] as V1RoleRef;
  const namespace = kind === "Role" ? binding.metadata.namespace : undefined;
  return (store.get(`${RBAC}/${kind}`, namespace, name)?.["rules"] ?? []) as V1PolicyRule[];
}

function permits(
  { verbs, apiGroups = [], resources = [], resourceNames = [] }: V1PolicyRule,
  request: AccessRequest,
): boolean {
  const includes = (list: readonly string[], value: string) => list.includes("*") || list.includes(value);
  return (
    includes(verbs, request.verb) &&
    includes(apiGroups, request.group) &&
    includes(resources, request.resource) &&
    (resourceNames.length === 0 || (request.name !== undefined && resourceNames.includes(request.name)))
  );
}
