/** Of the simulated cluster, what several invariants read: nodes, pods of ours, cordons. Names as users see them. */

import type { KubeObject } from "../../kubernetes/cluster.ts";
import { BY_HAND } from "../../scenarioEvents.ts";

export const OWN_NAMESPACE = "lamplighter-system";
const PREPARATION = "lamplighter.dev/preparation";
const PURPOSE = "lamplighter.dev/purpose";
const CORDONED_BY = "lamplighter.dev/cordoned-by";

export function preparationOf({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.[PREPARATION];
}

export function purposeOf({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.[PURPOSE];
}

export function nodeNameOf(pod: KubeObject): string | undefined {
  return (pod["spec"] as { nodeName?: string }).nodeName;
}

export function isFinished(pod: KubeObject): boolean {
  const { phase } = (pod["status"] ?? {}) as { phase?: string };
  return phase === "Succeeded" || phase === "Failed";
}

export function isPatch(object: KubeObject): boolean {
  return object.kind === "Pod" && object.metadata.namespace === OWN_NAMESPACE && purposeOf(object) === "patch";
}

export function isCordoned(node: KubeObject): boolean {
  return (node["spec"] as { unschedulable?: boolean }).unschedulable === true;
}

export function cordonOfOurs({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[CORDONED_BY];
}

export function isCordonedByHand({ metadata }: KubeObject): boolean {
  return BY_HAND in (metadata.annotations ?? {});
}

export function isNodeReady(node: KubeObject): boolean {
  return hasCondition(node, "Ready");
}

export function hasCondition(object: KubeObject, wanted: string): boolean {
  const { conditions = [] } = (object["status"] ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === wanted && status === "True");
}
