/** A tick of the timer: which clusters are verified, in which lanes, and when each begins. */
import type { Actor } from "./caller.ts";
import { type ClusterRef, clusterKey } from "./clusterRef.ts";
import { sha256 } from "./hash.ts";
import { idFrom } from "./madeId.ts";

export const TIMER: Actor = { id: "timer", name: "the re-verification timer", via: "timer" };

/** So many clusters are verified at once: one that cannot be reached holds up those of its lane alone. */
const MOST_LANES = 5;

/** Within it the clusters of a tick begin, each at a moment of its own. */
const LONGEST_JITTER_SECONDS = 60;

export interface ScheduledVerification {
  verificationId: string;
  instanceId: string;
  cluster: ClusterRef;
  /** Before it begins. */
  jitterSeconds: number;
}

/** `tick`: ISO 8601. The same tick gives the same ids. */
export function planTick(tick: string, clusters: readonly ClusterRef[]): ScheduledVerification[][] {
  const lanes: ScheduledVerification[][] = [];
  clusters.forEach((cluster, index) => {
    const lane = index % MOST_LANES;
    const key = clusterKey(cluster);
    const hash = sha256(`${tick}/${key}`);
    const scheduled = {
      verificationId: idFrom(`reverify/${tick}/${key}`),
      instanceId: `reverify:${hash.slice(0, 40)}`,
      cluster,
      jitterSeconds: Number.parseInt(sha256(key).slice(0, 8), 16) % LONGEST_JITTER_SECONDS,
    };
    lanes[lane] = [...(lanes[lane] ?? []), scheduled];
  });
  return lanes;
}

/** Of one lane of a tick. */
export function laneInstanceId(tick: string, lane: number): string {
  return `reverify-lane:${Date.parse(tick)}:${lane}`;
}
