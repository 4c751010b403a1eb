/**
 * How lists and structs of the built-in kinds merge, as Kubernetes marks them in its API definitions. A list that is
 * not named here is atomic, a struct that is not named here merges field by field.
 */
import type { ListMerge } from "./schemaNode.ts";

const keyedBy = (...keys: string[]): ListMerge => ({ keys });

export const LIST_MERGES: Readonly<Record<string, ListMerge>> = {
  "V1Container.env": keyedBy("name"),
  "V1Container.ports": keyedBy("containerPort", "protocol"),
  "V1Container.volumeDevices": keyedBy("devicePath"),
  "V1Container.volumeMounts": keyedBy("mountPath"),
  "V1CustomResourceDefinitionStatus.conditions": keyedBy("type"),
  "V1DaemonSetStatus.conditions": keyedBy("type"),
  "V1DeploymentStatus.conditions": keyedBy("type"),
  "V1NamespaceStatus.conditions": keyedBy("type"),
  "V1NodeStatus.addresses": keyedBy("type"),
  "V1NodeStatus.conditions": keyedBy("type"),
  "V1ObjectMeta.finalizers": "set",
  "V1ObjectMeta.ownerReferences": keyedBy("uid"),
  "V1PodSpec.containers": keyedBy("name"),
  "V1PodSpec.ephemeralContainers": keyedBy("name"),
  "V1PodSpec.hostAliases": keyedBy("ip"),
  "V1PodSpec.imagePullSecrets": keyedBy("name"),
  "V1PodSpec.initContainers": keyedBy("name"),
  "V1PodSpec.resourceClaims": keyedBy("name"),
  "V1PodSpec.schedulingGates": keyedBy("name"),
  "V1PodSpec.topologySpreadConstraints": keyedBy("topologyKey", "whenUnsatisfiable"),
  "V1PodSpec.volumes": keyedBy("name"),
  "V1PodStatus.conditions": keyedBy("type"),
  "V1ReplicaSetStatus.conditions": keyedBy("type"),
  "V1ServiceAccount.secrets": keyedBy("name"),
  "V1ServiceSpec.ports": keyedBy("port", "protocol"),
};

/** A key that a client may leave out has this value. */
export const MERGE_KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: "TCP" };

export const ATOMIC_STRUCTS: ReadonlySet<string> = new Set([
  "V1ConfigMapKeySelector",
  "V1LabelSelector",
  "V1LocalObjectReference",
  "V1NodeSelector",
  "V1NodeSelectorTerm",
  "V1ObjectFieldSelector",
  "V1ObjectReference",
  "V1OwnerReference",
  "V1ResourceFieldSelector",
  "V1RoleRef",
  "V1ScopeSelector",
  "V1SecretKeySelector",
  "V1SecretReference",
  "V1TypedLocalObjectReference",
]);

/** Maps whose values are quantities: numbers are accepted and kept as text. */
export const QUANTITY_MAPS: ReadonlySet<string> = new Set([
  "V1NodeStatus.allocatable",
  "V1NodeStatus.capacity",
  "V1PodSpec.overhead",
  "V1ResourceRequirements.limits",
  "V1ResourceRequirements.requests",
]);

/** Maps that are written and owned as a whole. */
export const ATOMIC_MAPS: ReadonlySet<string> = new Set(["V1PodSpec.nodeSelector", "V1ServiceSpec.selector"]);
