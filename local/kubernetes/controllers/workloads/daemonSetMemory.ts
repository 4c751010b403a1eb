/**
 * What has been found out about stored nodes and pods. They are never changed in place, so a finding holds as long as
 * its object is stored, and goes with it.
 */
import type { KubeObject } from "../../cluster.ts";
import { isPodReady } from "../../store/objectParts.ts";
import { fitOf } from "./daemonSetPlan.ts";

export interface DaemonSetMemory {
  isReady(pod: KubeObject): boolean;
  /** `hash` is that of the DaemonSet's template. */
  shouldRun(daemonSet: KubeObject, hash: string, node: KubeObject): boolean;
}

export function createDaemonSetMemory(): DaemonSetMemory {
  const ready = new WeakMap<KubeObject, boolean>();
  const wanted = new WeakMap<KubeObject, Map<string, boolean>>();

  function decide(daemonSet: KubeObject, hash: string, node: KubeObject): boolean {
    const { shouldRun } = fitOf(daemonSet, node);
    const byTemplate = wanted.get(node) ?? new Map<string, boolean>();
    wanted.set(node, byTemplate.set(hash, shouldRun));
    return shouldRun;
  }

  function look(pod: KubeObject): boolean {
    const isReady = isPodReady(pod);
    ready.set(pod, isReady);
    return isReady;
  }

  return {
    isReady: (pod) => ready.get(pod) ?? look(pod),
    shouldRun: (daemonSet, hash, node) => wanted.get(node)?.get(hash) ?? decide(daemonSet, hash, node),
  };
}
