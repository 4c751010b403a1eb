/** What moving a container on starts from, and what comes out of it. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import type { ContainerRun, PodRun } from "./podRun.ts";
import type { ContainerSpec } from "./podShape.ts";
import { AnnotationRefused, isAdjusted, type MemlockLimit, memlockOf } from "./raisedLimits.ts";

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
export function newContainer(context: ContainerContext): ContainerRun {
  return { startedAt: context.cluster.clock.now(), memlock: memlockNow(context), restarts: 0, ready: false };
}

/** Why containerd does not create the container; undefined: it does. */
export function creationRefusal(context: ContainerContext): string | undefined {
  try {
    memlockNow(context);
    return undefined;
  } catch (error) {
    if (error instanceof AnnotationRefused) return `failed to create containerd container: ${error.message}`;
    throw error;
  }
}

function memlockNow({ pod, container, record, cluster }: ContainerContext): MemlockLimit {
  return memlockOf(pod, container.name, () => isAdjusted(record, cluster));
}
