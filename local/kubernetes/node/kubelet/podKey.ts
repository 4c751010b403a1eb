/** The key under which the kubelet looks at a pod. It holds the uid, so that what a deleted pod left can still be found. */
import type { KubeObject } from "../../cluster.ts";

export const KUBELET = "kubelet";

export function podKey({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}/${metadata.uid}`;
}

export function splitPodKey(key: string): { namespace: string; name: string; uid: string } {
  const [namespace = "", name = "", uid = ""] = key.split("/");
  return { namespace, name, uid };
}
