/** Whether a node is still the one that was met. */
import type { KubernetesPort } from "../clients/ports.ts";
import type { Gone } from "../domain/nodeChurn.ts";
import type { NodeRef } from "../domain/nodeRef.ts";

/** One read. Undefined: it is. */
export async function goneOf(kubernetes: KubernetesPort, { name, uid }: NodeRef): Promise<Gone | undefined> {
  const node = await kubernetes.read({ apiVersion: "v1", kind: "Node", name });
  if (node === undefined) return "left";
  return node.metadata.uid === uid ? undefined : "replaced";
}
