/** Typed views of an object's spec and status, and the small questions everyone asks of pods and owners. */
import type { V1PodSpec, V1PodStatus } from "@kubernetes/client-node";
import type { KubeObject, ObjectStore, OwnerReference, SentObject } from "../cluster.ts";

export function specOf<T>(object: SentObject): T {
  return (object["spec"] ?? {}) as T;
}

export function statusOf<T>(object: KubeObject): T {
  return (object["status"] ?? {}) as T;
}

export function podSpecOf(pod: SentObject): V1PodSpec {
  return specOf<V1PodSpec>(pod);
}

export function podPhaseOf(pod: KubeObject): string {
  return statusOf<V1PodStatus>(pod).phase ?? "Pending";
}

export function isPodReady(pod: KubeObject): boolean {
  const conditions = statusOf<V1PodStatus>(pod).conditions ?? [];
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

export function isPodFinished(pod: KubeObject): boolean {
  return ["Succeeded", "Failed"].includes(podPhaseOf(pod));
}

export function isTerminating(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** A pod without its ServiceAccount is not admitted. */
export function hasServiceAccount(store: ObjectStore, namespace: string, name: string): boolean {
  return store.get("v1/ServiceAccount", namespace, name) !== undefined;
}

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller === true);
}

export function controllerReferenceTo(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** "namespace/name": the key under which controllers look at a namespaced object. */
export function namespacedName(object: KubeObject): string {
  return `${object.metadata.namespace}/${object.metadata.name}`;
}

export function splitName(key: string): { namespace: string; name: string } {
  const [namespace = "", name = ""] = key.split("/");
  return { namespace, name };
}
