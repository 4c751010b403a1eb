/** What a pod's status says of one container. */
import { createHash } from "node:crypto";
import type { KubeObject } from "../../cluster.ts";
import { rfc3339 } from "../../store/deletion.ts";
import { backOffMs, restartsAt } from "./containerRestart.ts";
import { isInitialized } from "./podPhase.ts";
import type { ContainerExit, ContainerRun, PodRun } from "./podRun.ts";
import { type ContainerSpec, isInitContainer, podSpec } from "./podShape.ts";

type State = Record<string, unknown>;

export function containerStatus(pod: KubeObject, container: ContainerSpec, podRun: PodRun): Record<string, unknown> {
  const { name, image } = container;
  const run = podRun.containers[name];
  const backOff = run === undefined ? undefined : backOffOf(pod, container, run);
  const lastExit = backOff === undefined ? run?.lastExit : run?.exit;
  return {
    name,
    image,
    imageID: run === undefined ? "" : image,
    ...(run === undefined ? {} : { containerID: containerId(podRun.podUid, name, run) }),
    ready: isInitContainer(pod, container) ? run?.exit?.exitCode === 0 : (run?.ready ?? false),
    started: run !== undefined && run.exit === undefined,
    restartCount: run?.restarts ?? 0,
    state: backOff ?? stateOf(pod, container, podRun),
    lastState: lastExit === undefined ? {} : { terminated: terminated(lastExit) },
  };
}

function stateOf(pod: KubeObject, container: ContainerSpec, podRun: PodRun): State {
  const run = podRun.containers[container.name];
  if (run === undefined) return { waiting: podRun.waiting ?? { reason: waitingReason(pod, container, podRun) } };
  if (run.exit !== undefined) return { terminated: terminated(run.exit) };
  return { running: { startedAt: rfc3339(run.startedAt) } };
}

function waitingReason(pod: KubeObject, container: ContainerSpec, podRun: PodRun): string {
  const waitsForOthers = !isInitContainer(pod, container) && !isInitialized(podSpec(pod), podRun);
  return waitsForOthers ? "PodInitializing" : "ContainerCreating";
}

/** undefined: it does not wait for another start. */
function backOffOf(pod: KubeObject, container: ContainerSpec, run: ContainerRun): State | undefined {
  if (run.exit === undefined || !Number.isFinite(restartsAt({ pod, container }, run.exit, run.restarts)))
    return undefined;
  const { name, namespace, uid } = pod.metadata;
  const seconds = backOffMs(run.restarts) / 1000;
  const message = `back-off ${seconds}s restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`;
  return { waiting: { reason: "CrashLoopBackOff", message } };
}

function containerId(podUid: string, name: string, { restarts, startedAt }: ContainerRun): string {
  const digest = createHash("sha256").update(`${podUid}/${name}/${restarts}/${startedAt}`).digest("hex");
  return `containerd://${digest}`;
}

function terminated(exit: ContainerExit): State {
  return {
    exitCode: exit.exitCode,
    reason: exit.reason,
    ...(exit.message === "" ? {} : { message: exit.message }),
    startedAt: rfc3339(exit.startedAt),
    finishedAt: rfc3339(exit.finishedAt),
  };
}
