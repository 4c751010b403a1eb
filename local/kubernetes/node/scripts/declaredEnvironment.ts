/** The variables that a container declares, with their values on this node. */
import type { KubeObject, ObjectStore } from "../../cluster.ts";
import { type ContainerSpec, podSpec, type VariableSource } from "../kubelet/podShape.ts";

/** `translate` says where a path inside the container really is. Throws on a source that is not there or not simulated. */
export function declaredEnvironment(
  pod: KubeObject,
  container: ContainerSpec,
  store: ObjectStore,
  translate: (value: string) => string,
): Record<string, string> {
  const entries = (container.env ?? []).map(({ name, value = "", valueFrom }): [string, string] => [
    name,
    valueFrom === undefined ? translate(value) : sourceValue(pod, valueFrom, store),
  ]);
  return Object.fromEntries(entries);
}

function sourceValue(
  pod: KubeObject,
  { fieldRef, configMapKeyRef, ...others }: VariableSource,
  store: ObjectStore,
): string {
  if (fieldRef !== undefined) return fieldValue(pod, fieldRef.fieldPath);
  if (configMapKeyRef === undefined) {
    throw new Error(`An environment variable from ${Object.keys(others).join(", ")} is not simulated`);
  }
  const { name, key, optional = false } = configMapKeyRef;
  const data = store.get("v1/ConfigMap", pod.metadata.namespace, name)?.["data"] as Record<string, string> | undefined;
  const value = data?.[key] ?? (optional ? "" : undefined);
  if (value === undefined) throw new Error(`couldn't find key ${key} in ConfigMap ${pod.metadata.namespace}/${name}`);
  return value;
}

function fieldValue(pod: KubeObject, fieldPath: string): string {
  const fields: Record<string, string | undefined> = {
    "metadata.name": pod.metadata.name,
    "metadata.namespace": pod.metadata.namespace,
    "metadata.uid": pod.metadata.uid,
    "spec.nodeName": podSpec(pod).nodeName,
  };
  const value = fields[fieldPath];
  if (value === undefined) throw new Error(`An environment variable from ${fieldPath} is not simulated`);
  return value;
}
