/** Which taints of a node keep a pod away. */
import type { V1NodeSpec, V1Taint, V1Toleration } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { specOf } from "../../store/objectParts.ts";

const UNSCHEDULABLE: V1Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

/** A cordoned node counts as tainted even before its taint is written. */
export function taintsOf(node: KubeObject): V1Taint[] {
  const { taints = [], unschedulable } = specOf<V1NodeSpec>(node);
  return unschedulable === true ? [...taints, UNSCHEDULABLE] : taints;
}

/** The first taint with one of `effects` that no toleration covers. */
export function untoleratedTaint(
  node: KubeObject,
  tolerations: readonly V1Toleration[],
  effects: readonly string[],
): V1Taint | undefined {
  return taintsOf(node).find(
    (taint) => effects.includes(taint.effect) && !tolerations.some((toleration) => covers(toleration, taint)),
  );
}

function covers(toleration: V1Toleration, taint: V1Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== "" && toleration.effect !== taint.effect) return false;
  if ((toleration.key ?? "") === "") return toleration.operator === "Exists";
  if (toleration.key !== taint.key) return false;
  return toleration.operator === "Exists" || (toleration.value ?? "") === (taint.value ?? "");
}
