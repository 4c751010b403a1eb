/** How far a pod has come on its node: what the kubelet remembers beside the Pod's status. It outlives a restart. */
import type { Collection, WorldStore } from "../../../world/worldStore.ts";
import type { MemlockLimit } from "./raisedLimits.ts";

export interface PodRun {
  podUid: string;
  node: string;
  /** A reboot ends every container. */
  bootId: string;
  acceptedAt: number;
  /** When its containers start; absent while a volume is missing. */
  startsAt?: number;
  /** Why the containers cannot be created. */
  waiting?: { reason: string; message: string } | undefined;
  containers: Record<string, ContainerRun>;
  /** Notes of the node program that plays the pod, and when its steps began. */
  notes: Record<string, number>;
}

export interface ContainerRun {
  startedAt: number;
  /** Given at its creation; a plugin that connects later does not change it. */
  memlock: MemlockLimit;
  restarts: number;
  ready: boolean;
  /** Of scripts: the run of the script that is over for the real process, though maybe not yet on the shared clock. */
  pass?: ScriptPass;
  passStartedAt?: number;
  lastExit?: ContainerExit;
  exit?: ContainerExit;
}

/** `exit` absent: the script sleeps in its loop and starts its next pass at `endsAt`. */
export interface ScriptPass {
  endsAt: number;
  exit?: ContainerExit;
}

export interface ContainerExit {
  exitCode: number;
  reason: string;
  message: string;
  startedAt: number;
  finishedAt: number;
}

export type PodRuns = Collection<PodRun>;

/** By pod uid. */
export function openPodRuns(world: WorldStore): PodRuns {
  return world.collection<PodRun>("kubernetes.podRuns");
}
