/** Deletes objects whose owners are all gone, and carries out foreground and orphan deletion. */
import type { Controller, KubeObject, ObjectChange } from "../../cluster.ts";
import { FOREGROUND_DELETION, ORPHAN_DEPENDENTS } from "../../store/deletion.ts";
import { sameJson } from "../../store/json.ts";
import { addressOf, keyOf, keyOfObject, kindOf, type ObjectAddress } from "../../store/objectKey.ts";
import type { KubeStore } from "../../store/objectStore.ts";

export function createGarbageCollector(store: KubeStore): Controller {
  return {
    name: "garbage-collector",
    watches: [{ kind: "*", keysOf: (change) => concernedKeys(change, store) }],
    reconcile(key) {
      const { kind, namespace, name } = addressOf(key);
      const object = store.get(kind, namespace, name);
      if (object === undefined) return;
      if (hasFinalizer(object, ORPHAN_DEPENDENTS)) orphanDependents(object, store);
      else if (hasFinalizer(object, FOREGROUND_DELETION)) deleteDependents(object, store);
      else deleteWhenAbandoned(object, store);
    },
  };
}

function concernedKeys({ type, object, previous }: ObjectChange, store: KubeStore): string[] {
  const { uid, ownerReferences = [], deletionTimestamp } = object.metadata;
  if (type === "DELETED") {
    return [...store.ownedBy(uid).map(keyAt), ...ownerReferences.map((owner) => ownerKey(owner, object, store))];
  }
  const hasNewOwners = !sameJson(ownerReferences, previous?.metadata.ownerReferences ?? []);
  return hasNewOwners || deletionTimestamp !== undefined ? [keyOfObject(object)] : [];
}

function hasFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer);
}

function orphanDependents(owner: KubeObject, store: KubeStore): void {
  const { uid } = owner.metadata;
  for (const { kind, namespace, name } of store.ownedBy(uid)) {
    store.modify(kind, namespace, name, ({ metadata }) => {
      const others = (metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
      if (others.length > 0) metadata.ownerReferences = others;
      else delete metadata.ownerReferences;
    });
  }
  dropFinalizer(owner, ORPHAN_DEPENDENTS, store);
}

/** The owner goes when no dependent that blocks it is left. */
function deleteDependents(owner: KubeObject, store: KubeStore): void {
  for (const { kind, namespace, name } of store.ownedBy(owner.metadata.uid)) {
    store.delete(kind, namespace, name, { propagation: "Foreground" });
  }
  const blocks = ({ kind, namespace, name }: ObjectAddress) =>
    (store.get(kind, namespace, name)?.metadata.ownerReferences ?? []).some(
      (reference) => reference.uid === owner.metadata.uid && reference.blockOwnerDeletion === true,
    );
  if (!store.ownedBy(owner.metadata.uid).some(blocks)) dropFinalizer(owner, FOREGROUND_DELETION, store);
}

function dropFinalizer(object: KubeObject, finalizer: string, store: KubeStore): void {
  store.modify(kindOf(object), object.metadata.namespace, object.metadata.name, ({ metadata }) => {
    metadata.finalizers = (metadata.finalizers ?? []).filter((item) => item !== finalizer);
  });
}

function deleteWhenAbandoned(object: KubeObject, store: KubeStore): void {
  const { ownerReferences = [], namespace, name, deletionTimestamp } = object.metadata;
  if (ownerReferences.length === 0 || deletionTimestamp !== undefined) return;
  if (ownerReferences.some((owner) => ownerExists(owner, object, store))) return;
  store.delete(kindOf(object), namespace, name);
}

type Owner = NonNullable<KubeObject["metadata"]["ownerReferences"]>[number];

function ownerExists(owner: Owner, dependent: KubeObject, store: KubeStore): boolean {
  const { kind, namespace, name } = addressOf(ownerKey(owner, dependent, store));
  return store.get(kind, namespace, name)?.metadata.uid === owner.uid;
}

/** An owner is cluster-wide or in its dependent's namespace; the reference does not say which. */
function ownerKey(owner: Owner, dependent: KubeObject, store: KubeStore): string {
  const kind = kindOf(owner);
  const { namespace } = dependent.metadata;
  const besides = store.get(kind, namespace, owner.name) !== undefined;
  return keyOf(kind, besides ? namespace : undefined, owner.name);
}

function keyAt({ kind, namespace, name }: ObjectAddress): string {
  return keyOf(kind, namespace, name);
}
