/**
 * The messages in which kubectl sends what it creates, and options of deletions. Kinds that are not here are refused by
 * name. Numbers are those of Kubernetes' published .proto files.
 */
import { kindMessage, list, type Message, map, one } from "./message.ts";
import { WORKLOAD_MESSAGES } from "./workloadMessages.ts";

const BINDING: Message = {
  1: one("metadata", "ObjectMeta"),
  2: list("subjects", "Subject"),
  3: one("roleRef", "RoleRef"),
};
const ROLE: Message = { 1: one("metadata", "ObjectMeta"), 2: list("rules", "PolicyRule") };

export const MESSAGES: Readonly<Record<string, Message>> = {
  ...WORKLOAD_MESSAGES,
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
  Namespace: kindMessage("NamespaceSpec"),
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
  SelfSubjectAccessReview: kindMessage("SelfSubjectAccessReviewSpec"),
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
  SelfSubjectRulesReview: kindMessage("SelfSubjectRulesReviewSpec"),
  SelfSubjectRulesReviewSpec: { 1: one("namespace") },
  SelfSubjectReview: { 1: one("metadata", "ObjectMeta"), 2: one("status", "ignored") },
  TokenRequest: kindMessage("TokenRequestSpec"),
  TokenRequestSpec: { 1: list("audiences"), 4: one("expirationSeconds", "int?") },
  PodDisruptionBudget: kindMessage("PodDisruptionBudgetSpec"),
  PodDisruptionBudgetSpec: {
    1: one("minAvailable", "intOrString"),
    2: one("selector", "LabelSelector"),
    3: one("maxUnavailable", "intOrString"),
  },
  PriorityClass: {
    1: one("metadata", "ObjectMeta"),
    2: one("value", "int"),
    3: one("globalDefault", "bool"),
    4: one("description"),
    5: one("preemptionPolicy"),
  },
  Eviction: { 1: one("metadata", "ObjectMeta"), 2: one("deleteOptions", "DeleteOptions") },
  /** Around every object: what it is, and its bytes. */
  Unknown: { 1: one("typeMeta", "TypeMeta"), 2: one("raw", "bytes"), 3: one("contentEncoding"), 4: one("contentType") },
  TypeMeta: { 1: one("apiVersion"), 2: one("kind") },
};
