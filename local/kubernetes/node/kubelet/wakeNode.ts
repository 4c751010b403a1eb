/** Lets the kubelet look at every pod of a node again: something on the node has changed. */
import type { Cluster } from "../../cluster.ts";
import { isPodFinished } from "../../store/objectParts.ts";
import { KUBELET, podKey } from "./podKey.ts";

export function wakeNode(node: string, cluster: Cluster): void {
  for (const pod of cluster.store.list("v1/Pod", { nodeName: node })) {
    if (!isPodFinished(pod)) cluster.enqueue(KUBELET, podKey(pod));
  }
}
