/**
 * The messages in which kubectl sends what it creates, and options of deletions: by field number the field's name and
 * type. Kinds that are not here are refused by name. Numbers are those of Kubernetes' published .proto files.
 */

/**
 * "string" and "int" count as left out when they are empty or 0, for they are always written; "int?" and "bool?" are
 * written only when they are set. A time is a message of seconds. Anything else is the name of a message.
 */
export interface FieldType {
  name: string;
  type: string;
  repeated?: "list" | "map";
}

export type Message = Readonly<Record<number, FieldType>>;

const one = (name: string, type = "string"): FieldType => ({ name, type });
const list = (name: string, type = "string"): FieldType => ({ name, type, repeated: "list" });
const map = (name: string, type = "string"): FieldType => ({ name, type, repeated: "map" });

const BINDING: Message = {
  1: one("metadata", "ObjectMeta"),
  2: list("subjects", "Subject"),
  3: one("roleRef", "RoleRef"),
};
const ROLE: Message = { 1: one("metadata", "ObjectMeta"), 2: list("rules", "PolicyRule") };

export const MESSAGES: Readonly<Record<string, Message>> = {
  ObjectMeta: {
    1: one("name"),
    2: one("generateName"),
    3: one("namespace"),
    4: one("selfLink"),
    5: one("uid"),
    6: one("resourceVersion"),
    7: one("generation", "int"),
    8: one("creationTimestamp", "time"),
    11: map("labels"),
    12: map("annotations"),
    13: list("ownerReferences", "OwnerReference"),
    14: list("finalizers"),
  },
  OwnerReference: {
    1: one("kind"),
    3: one("name"),
    4: one("uid"),
    5: one("apiVersion"),
    6: one("controller", "bool?"),
    7: one("blockOwnerDeletion", "bool?"),
  },
  DeleteOptions: {
    1: one("gracePeriodSeconds", "int?"),
    2: one("preconditions", "Preconditions"),
    3: one("orphanDependents", "bool?"),
    4: one("propagationPolicy"),
    5: list("dryRun"),
  },
  Preconditions: { 1: one("uid"), 2: one("resourceVersion") },
  Namespace: { 1: one("metadata", "ObjectMeta"), 2: one("spec", "NamespaceSpec"), 3: one("status", "Empty") },
  NamespaceSpec: { 1: list("finalizers") },
  ConfigMap: {
    1: one("metadata", "ObjectMeta"),
    2: map("data"),
    3: map("binaryData", "bytes"),
    4: one("immutable", "bool?"),
  },
  Secret: {
    1: one("metadata", "ObjectMeta"),
    2: map("data", "bytes"),
    3: one("type"),
    4: map("stringData"),
    5: one("immutable", "bool?"),
  },
  ServiceAccount: { 1: one("metadata", "ObjectMeta"), 4: one("automountServiceAccountToken", "bool?") },
  Role: ROLE,
  ClusterRole: ROLE,
  PolicyRule: {
    1: list("verbs"),
    2: list("apiGroups"),
    3: list("resources"),
    4: list("resourceNames"),
    5: list("nonResourceURLs"),
  },
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  Subject: { 1: one("kind"), 2: one("apiGroup"), 3: one("name"), 4: one("namespace") },
  RoleRef: { 1: one("apiGroup"), 2: one("kind"), 3: one("name") },
  SelfSubjectAccessReview: {
    1: one("metadata", "ObjectMeta"),
    2: one("spec", "SelfSubjectAccessReviewSpec"),
    3: one("status", "AccessReviewStatus"),
  },
  SelfSubjectAccessReviewSpec: {
    1: one("resourceAttributes", "ResourceAttributes"),
    2: one("nonResourceAttributes", "NonResourceAttributes"),
  },
  ResourceAttributes: {
    1: one("namespace"),
    2: one("verb"),
    3: one("group"),
    4: one("version"),
    5: one("resource"),
    6: one("subresource"),
    7: one("name"),
  },
  NonResourceAttributes: { 1: one("path"), 2: one("verb") },
  AccessReviewStatus: {
    1: one("allowed", "bool"),
    2: one("reason"),
    3: one("evaluationError"),
    4: one("denied", "bool"),
  },
  SelfSubjectRulesReview: {
    1: one("metadata", "ObjectMeta"),
    2: one("spec", "SelfSubjectRulesReviewSpec"),
    3: one("status", "RulesReviewStatus"),
  },
  SelfSubjectRulesReviewSpec: { 1: one("namespace") },
  RulesReviewStatus: { 3: one("incomplete", "bool"), 4: one("evaluationError") },
  SelfSubjectReview: { 1: one("metadata", "ObjectMeta"), 2: one("status", "SelfSubjectReviewStatus") },
  SelfSubjectReviewStatus: { 1: one("userInfo", "UserInfo") },
  UserInfo: { 1: one("username"), 2: one("uid"), 3: list("groups") },
  TokenRequest: {
    1: one("metadata", "ObjectMeta"),
    2: one("spec", "TokenRequestSpec"),
    3: one("status", "TokenRequestStatus"),
  },
  TokenRequestSpec: { 1: list("audiences"), 4: one("expirationSeconds", "int?") },
  TokenRequestStatus: { 1: one("token"), 2: one("expirationTimestamp", "time") },
  Eviction: { 1: one("metadata", "ObjectMeta"), 2: one("deleteOptions", "DeleteOptions") },
  /** Around every object: what it is, and its bytes. */
  Unknown: { 1: one("typeMeta", "TypeMeta"), 2: one("raw", "bytes"), 3: one("contentEncoding"), 4: one("contentType") },
  TypeMeta: { 1: one("apiVersion"), 2: one("kind") },
  Empty: { 1: one("phase") },
};
