/** What moving a container on starts from, and what comes out of it. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import type { ContainerRun, PodRun } from "./podRun.ts";
import type { ContainerSpec } from "./podShape.ts";
import { isAdjusted, memlockOf } from "./raisedLimits.ts";

export interface ContainerContext {
  pod: KubeObject;
  container: ContainerSpec;
  run: PodRun;
  record: NodeRecord;
  cluster: Cluster;
}

export interface MovedContainer {
  container: ContainerRun;
  /** Infinity: something else will wake the pod. */
  wakeAt: number;
  notes?: Record<string, number>;
}

/** A container that is created now. */
export function newContainer({ pod, container, record, cluster }: ContainerContext): ContainerRun {
  const memlock = memlockOf(pod, container.name, () => isAdjusted(record, cluster));
  return { startedAt: cluster.clock.now(), memlock, restarts: 0, ready: false };
}
