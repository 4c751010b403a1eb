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
  return {
    isReady(pod) {
      const known = ready.get(pod) ?? isPodReady(pod);
      ready.set(pod, known);
      return known;
    },
    shouldRun(daemonSet, hash, node) {
      const byTemplate = wanted.get(node) ?? new Map<string, boolean>();
      const known = byTemplate.get(hash) ?? fitOf(daemonSet, node).shouldRun;
      wanted.set(node, byTemplate.set(hash, known));
      return known;
    },
  };
}
