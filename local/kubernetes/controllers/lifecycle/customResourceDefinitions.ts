/** Establishes a new CustomResourceDefinition after a moment, and removes its objects before it goes. */
import type { V1CustomResourceDefinitionSpec } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject } from "../../cluster.ts";
import { type Condition, isConditionTrue, withCondition } from "../../store/conditions.ts";
import { isTerminating, specOf, statusOf } from "../../store/objectParts.ts";

export const CUSTOM_RESOURCE_DEFINITION = "apiextensions.k8s.io/v1/CustomResourceDefinition";

const CONTROLLER = "crd";
const CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
const ESTABLISHING_MS = 2000;

/** Until when the names of a definition belong to another one, in ms; undefined: they are free. */
export type NameConflicts = (definition: string) => number | undefined;

export function createCustomResourceDefinitionController(conflictUntil: NameConflicts): Controller {
  return {
    name: CONTROLLER,
    watches: [{ kind: CUSTOM_RESOURCE_DEFINITION, keysOf: ({ object }) => [object.metadata.name] }],
    reconcile(name, cluster) {
      const definition = cluster.store.get(CUSTOM_RESOURCE_DEFINITION, undefined, name);
      if (definition === undefined) return;
      if (isTerminating(definition)) removeInstances(definition, cluster);
      else if (!isHeldUp(definition, cluster, conflictUntil)) establish(definition, cluster);
    },
  };
}

export function isEstablished(definition: KubeObject): boolean {
  return isConditionTrue(conditionsOf(definition), "Established");
}

/** "mellanox.com/v1alpha1/NicClusterPolicy", one for each served version. */
function kindsDefinedBy(definition: KubeObject): string[] {
  const { group, names, versions } = specOf<V1CustomResourceDefinitionSpec>(definition);
  return versions.filter(({ served }) => served).map(({ name }) => `${group}/${name}/${names.kind}`);
}

/** Not established while another definition has its names; looked at again when that one is gone. */
function isHeldUp({ metadata }: KubeObject, cluster: Cluster, conflictUntil: NameConflicts): boolean {
  const until = conflictUntil(metadata.name);
  if (until === undefined || cluster.clock.now() >= until) return false;
  if (Number.isFinite(until)) cluster.enqueueAt(CONTROLLER, metadata.name, until);
  saveConditions(metadata.name, CONFLICT, cluster);
  return true;
}

function establish(definition: KubeObject, cluster: Cluster): void {
  if (isEstablished(definition)) return;
  const { name } = definition.metadata;
  const namesSeenAt = conditionsOf(definition).find(isNamesAccepted)?.lastTransitionTime;
  const establishAt =
    namesSeenAt === undefined ? cluster.clock.now() + ESTABLISHING_MS : Date.parse(namesSeenAt) + ESTABLISHING_MS;
  const isDue = namesSeenAt !== undefined && cluster.clock.now() >= establishAt;
  if (!isDue) cluster.enqueueAt(CONTROLLER, name, establishAt);
  saveConditions(name, isDue ? ESTABLISHED : ACCEPTED, cluster);
}

const NAMES_ACCEPTED: Condition = {
  type: "NamesAccepted",
  status: "True",
  reason: "NoConflicts",
  message: "no conflicts found",
};

function isNamesAccepted({ type, status }: Condition): boolean {
  return type === "NamesAccepted" && status === "True";
}

const CONFLICT: Condition[] = [
  { type: "NamesAccepted", status: "False", reason: "ListKindConflict", message: "its list kind is already in use" },
  { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" },
];

const ACCEPTED: Condition[] = [
  NAMES_ACCEPTED,
  { type: "Established", status: "False", reason: "Installing", message: "the initial names have been accepted" },
];

const ESTABLISHED: Condition[] = [
  NAMES_ACCEPTED,
  {
    type: "Established",
    status: "True",
    reason: "InitialNamesAccepted",
    message: "the initial names have been accepted",
  },
];

function saveConditions(name: string, added: readonly Condition[], { store, clock }: Cluster): void {
  store.modify(CUSTOM_RESOURCE_DEFINITION, undefined, name, (draft) => {
    const { names, versions } = specOf<V1CustomResourceDefinitionSpec>(draft);
    const conditions = added.reduce((list, condition) => withCondition(list, condition, clock), conditionsOf(draft));
    const storedVersions = versions.filter(({ storage }) => storage).map((version) => version.name);
    draft["status"] = { acceptedNames: names, conditions, storedVersions };
    draft.metadata.finalizers = [...new Set([...(draft.metadata.finalizers ?? []), CLEANUP_FINALIZER])];
  });
}

function removeInstances(definition: KubeObject, { store }: Cluster): void {
  const instances = () =>
    kindsDefinedBy(definition).flatMap((kind) => store.list(kind).map((object) => ({ kind, object })));
  for (const { kind, object } of instances()) store.delete(kind, object.metadata.namespace, object.metadata.name);
  if (instances().length > 0) return;
  store.modify(CUSTOM_RESOURCE_DEFINITION, undefined, definition.metadata.name, ({ metadata }) => {
    metadata.finalizers = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP_FINALIZER);
  });
}

function conditionsOf(definition: KubeObject): Condition[] {
  return statusOf<{ conditions?: Condition[] }>(definition).conditions ?? [];
}
