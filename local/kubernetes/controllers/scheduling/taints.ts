/** Which taints of a node keep a pod away. */
import type { V1NodeSpec, V1Taint, V1Toleration } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { specOf } from "../../store/objectParts.ts";

export const UNSCHEDULABLE: V1Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

export function isUnschedulableTaint({ key, effect }: V1Taint): boolean {
  return key === UNSCHEDULABLE.key && effect === UNSCHEDULABLE.effect;
}

/** A cordoned node counts as tainted even before its taint is written, an uncordoned one no longer. */
export function taintsOf(node: KubeObject): V1Taint[] {
  const { taints = [], unschedulable } = specOf<V1NodeSpec>(node);
  const others = taints.filter((taint) => !isUnschedulableTaint(taint));
  return unschedulable === true ? [...others, UNSCHEDULABLE] : others;
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

/** For how long a pod bears a taint: for ever, or the shortest time of its tolerations; undefined: not at all. */
export function toleratedSeconds(taint: V1Taint, tolerations: readonly V1Toleration[]): number | undefined {
  const covering = tolerations.filter((toleration) => covers(toleration, taint));
  if (covering.length === 0) return undefined;
  return Math.min(...covering.map(({ tolerationSeconds = Number.POSITIVE_INFINITY }) => tolerationSeconds));
}

function covers(toleration: V1Toleration, taint: V1Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== "" && toleration.effect !== taint.effect) return false;
  if ((toleration.key ?? "") === "") return toleration.operator === "Exists";
  if (toleration.key !== taint.key) return false;
  return toleration.operator === "Exists" || (toleration.value ?? "") === (taint.value ?? "");
}
