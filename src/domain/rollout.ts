/** How many nodes may be disturbed at once, in which groups they are taken, and what ends it. */
import type { Finding } from "./findings.ts";

/** `maxUnavailable` as Kubernetes reads it: a number, or a percentage rounded down, at least one. */
export function waveSize(maxUnavailable: number | string, nodes: number): number {
  const wanted =
    typeof maxUnavailable === "number"
      ? maxUnavailable
      : Math.floor((nodes * Number.parseInt(maxUnavailable, 10)) / 100);
  return Math.min(Math.max(wanted, 1), Math.max(nodes, 1));
}

/** Groups of at most `size`, in order. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** How often a pod on a node is tried before its node is given up. */
export const MOST_POD_ATTEMPTS = 3;

/** How often a pool is looked through again for nodes that have come meanwhile. */
export const MOST_NEWCOMER_ROUNDS = 3;

/** Between 50 and 100: facts-durable.md, section 5 (cost of replay). */
export const NODES_PER_CHUNK = 50;

/** A configuration that is refused says nothing of other nodes; an edit that failed may fail on them too. */
export function stopsRollout({ code, severity }: Finding): boolean {
  return severity === "fail" && code !== "NriUnsafeConfig";
}
