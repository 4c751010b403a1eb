/** On which nodes the ulimit adjuster serves, by one list of its pods: a pod made where it does not gets no raised limit, silently. */
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { ULIMIT_ADJUSTER, ulimitAdjusterSelector } from "../domain/manifests/ulimitAdjuster.ts";
import { servesOnNode } from "../domain/pods.ts";
import type { StepInput, StepOutput, UnservedNode } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";

/** Changes nothing. The nodes on which it is not ready, in the order asked, each with what its pod is doing. */
export async function readUlimitAdjuster(
  { clusters }: ActivityDeps,
  { cluster, nodes }: StepInput<"readUlimitAdjuster">,
): Promise<StepOutput<"readUlimitAdjuster">> {
  const kubernetes = await clusters.connect(cluster);
  const pods = await kubernetes.list({
    apiVersion: "v1",
    kind: "Pod",
    namespace: ULIMIT_ADJUSTER.namespace,
    labelSelector: ulimitAdjusterSelector(),
  });
  const byNode = Map.groupBy(pods, nodeOf);
  return { unserved: nodes.flatMap((node) => unserved(node, byNode.get(node) ?? [])) };
}

/** While one pod takes another's place a node has two. */
function unserved(node: string, pods: readonly KubernetesObject[]): UnservedNode[] {
  const states = pods.map(servesOnNode);
  if (states.some(({ ready }) => ready)) return [];
  return [{ node, reason: states[0]?.reason ?? `DaemonSet ${ULIMIT_ADJUSTER.name} has no pod there` }];
}

function nodeOf(pod: KubernetesObject): string {
  return (pod["spec"] as { nodeName?: string } | undefined)?.nodeName ?? "";
}
