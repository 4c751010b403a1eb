/** How an object is addressed inside the simulator: by its kind ("apps/v1/DaemonSet"), its namespace and its name. */
import type { KubeObject } from "../cluster.ts";

export interface ObjectAddress {
  kind: string;
  namespace: string | undefined;
  name: string;
}

export function kindOf(object: { apiVersion: string; kind: string }): string {
  return `${object.apiVersion}/${object.kind}`;
}

/** Neither kinds, namespaces nor names can hold a "|"; sorting keys of one kind sorts by namespace, then by name. */
export function keyOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}|${namespace ?? ""}|${name}`;
}

export function keyOfObject(object: KubeObject): string {
  return keyOf(kindOf(object), object.metadata.namespace, object.metadata.name);
}

export function addressOf(key: string): ObjectAddress {
  const [kind = "", namespace = "", name = ""] = key.split("|");
  return { kind, namespace: namespace === "" ? undefined : namespace, name };
}
