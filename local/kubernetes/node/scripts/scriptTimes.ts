/** The simulated times that decide how long a script may go on and what it waits for. */
import type { ContainerContext } from "../kubelet/containerContext.ts";
import { podSpec } from "../kubelet/podShape.ts";

export interface ScriptTimes {
  /** Milliseconds left until the pod's deadline. */
  deadlineMs: number;
  restartMs: number;
}

/** Of pods without a deadline: a loop that never leaves off must not hold a virtual clock for ever. */
const LONGEST_SCRIPT_SECONDS = 3600;

export function scriptTimes({ pod, run, record, cluster }: ContainerContext): ScriptTimes {
  const { activeDeadlineSeconds = LONGEST_SCRIPT_SECONDS } = podSpec(pod);
  return {
    deadlineMs: run.acceptedAt + activeDeadlineSeconds * 1000 - cluster.clock.now(),
    restartMs: cluster.latencyOf("containerdRestart", record.spec.name),
  };
}
