/** All nodes with a DaemonSet's pods on them, as far as counting and rollout look at them. */
import type { KubeObject, ObjectStore } from "../../cluster.ts";
import { isTerminating } from "../../store/objectParts.ts";
import type { DaemonSetMemory } from "./daemonSetMemory.ts";
import { nodeOf, REVISION_LABEL } from "./daemonSetPlan.ts";
import { podsOwnedBy } from "./ownedPods.ts";

export interface NodeState {
  shouldRun: boolean;
  pods: PodState[];
}

export interface PodState {
  pod: KubeObject;
  isReady: boolean;
  isTerminating: boolean;
  /** Made from the present template. */
  isUpdated: boolean;
}

/** `hash` is that of the present template. */
export function nodeStates(
  daemonSet: KubeObject,
  hash: string,
  store: ObjectStore,
  memory: DaemonSetMemory,
): NodeState[] {
  const stateOf = (pod: KubeObject): PodState => ({
    pod,
    isReady: memory.isReady(pod),
    isTerminating: isTerminating(pod),
    isUpdated: pod.metadata.labels?.[REVISION_LABEL] === hash,
  });
  const byNode = Map.groupBy(podsOwnedBy(daemonSet, store), nodeOf);
  return store.list("v1/Node").map((node) => ({
    shouldRun: memory.shouldRun(daemonSet, hash, node),
    pods: (byNode.get(node.metadata.name) ?? []).map(stateOf),
  }));
}
