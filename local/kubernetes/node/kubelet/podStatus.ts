/** The status that a kubelet reports for a pod, made from the pod and its run alone. */

import type { Clock } from "../../../world/clock.ts";
import type { KubeObject } from "../../cluster.ts";
import { type Condition, withCondition } from "../../store/conditions.ts";
import { rfc3339 } from "../../store/deletion.ts";
import { statusOf } from "../../store/objectParts.ts";
import { containerStatus } from "./containerStatus.ts";
import { isInitialized, phaseOf } from "./podPhase.ts";
import type { ContainerRun, PodRun } from "./podRun.ts";
import { podSpec } from "./podShape.ts";

export interface PodAddresses {
  hostIP: string;
  podIP: string;
}

/** Transition times of conditions that did not change are kept, so that the same state is the same status. */
export function podStatus(
  pod: KubeObject,
  run: PodRun,
  addresses: PodAddresses,
  clock: Clock,
): Record<string, unknown> {
  const spec = podSpec(pod);
  const phase = phaseOf(spec, run);
  const started = Object.keys(run.containers).length > 0;
  const isReady = phase === "Running" && spec.containers.every(({ name }) => run.containers[name]?.ready === true);
  const before = statusOf<{ conditions?: Condition[] }>(pod);
  const notReady = { reason: phase === "Succeeded" ? "PodCompleted" : "ContainersNotReady" };
  const wanted: Condition[] = [
    { type: "PodReadyToStartContainers", status: started ? "True" : "False" },
    { type: "Initialized", status: isInitialized(spec, run) ? "True" : "False" },
    ...["Ready", "ContainersReady"].map(
      (type): Condition => ({ type, ...(isReady ? { status: "True" } : { status: "False", ...notReady }) }),
    ),
    { type: "PodScheduled", status: "True" },
  ];
  return {
    ...before,
    phase,
    startTime: rfc3339(run.acceptedAt),
    hostIP: addresses.hostIP,
    hostIPs: [{ ip: addresses.hostIP }],
    ...(started ? { podIP: addresses.podIP, podIPs: [{ ip: addresses.podIP }] } : {}),
    qosClass: "BestEffort",
    ...(spec.initContainers === undefined
      ? {}
      : { initContainerStatuses: spec.initContainers.map((container) => containerStatus(pod, container, run)) }),
    containerStatuses: spec.containers.map((container) => containerStatus(pod, container, run)),
    conditions: wanted.reduce((list, condition) => withCondition(list, condition, clock), before.conditions ?? []),
  };
}

/** A pod that ran out of time keeps no container. */
export function deadlineExceededStatus(...[pod, run, addresses, clock]: Parameters<typeof podStatus>) {
  const containers = Object.entries(run.containers).map(([name, container]): [string, ContainerRun] => {
    const killed = { exitCode: 137, reason: "Error", message: "", finishedAt: clock.now() };
    return [
      name,
      { ...container, ready: false, exit: container.exit ?? { ...killed, startedAt: container.startedAt } },
    ];
  });
  return {
    ...podStatus(pod, { ...run, containers: Object.fromEntries(containers) }, addresses, clock),
    phase: "Failed",
    reason: "DeadlineExceeded",
    message: "Pod was active on the node longer than the specified deadline",
  };
}
