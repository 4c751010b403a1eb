/** Counts of extended resources (`nvidia.com/gpu: "8"`) on a node. */
import type { KubernetesObject } from "./kubernetesObject.ts";

export interface ResourceCount {
  capacity: number;
  /** What pods can really get; it decides. */
  allocatable: number;
}

export function resourceCount(node: KubernetesObject, resource: string): ResourceCount {
  const status = (node["status"] ?? {}) as Record<"capacity" | "allocatable", Record<string, string> | undefined>;
  return {
    capacity: wholeQuantity(status.capacity?.[resource]),
    allocatable: wholeQuantity(status.allocatable?.[resource]),
  };
}

/** Extended resources are whole numbers; the API may write 1000 as "1k". */
export function wholeQuantity(text: string | undefined): number {
  const match = /^(\d+)(k?)$/.exec(text ?? "0");
  return match === null ? 0 : Number(match[1]) * (match[2] === "k" ? 1000 : 1);
}
