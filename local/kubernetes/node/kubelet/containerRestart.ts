/** Whether and when a container that ended starts again. */
import type { ContainerContext } from "./containerContext.ts";
import type { ContainerExit, ContainerRun } from "./podRun.ts";
import { isInitContainer, type PodSpec, podSpec } from "./podShape.ts";

const FIRST_BACKOFF_MS = 10_000;
const LONGEST_BACKOFF_MS = 300_000;

/** Infinity: never. An init container that succeeded is done, whatever the pod's policy. */
export function restartsAt(
  { pod, container }: Pick<ContainerContext, "pod" | "container">,
  exit: ContainerExit,
  restarts: number,
): number {
  const { restartPolicy = "Always" } = podSpec(pod);
  const endsBySuccess = restartPolicy === "OnFailure" || isInitContainer(pod, container);
  if (restartPolicy === "Never" || (endsBySuccess && exit.exitCode === 0)) return Number.POSITIVE_INFINITY;
  return exit.finishedAt + backOffMs(restarts);
}

/** How long a container that has been restarted that often waits for its next start. */
export function backOffMs(restarts: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** restarts, LONGEST_BACKOFF_MS);
}

/** The container as it starts once more. */
export function restarted(former: ContainerRun, lastExit: ContainerExit, now: number): ContainerRun {
  return { startedAt: now, memlock: former.memlock, restarts: former.restarts + 1, ready: false, lastExit };
}

/** Containers that may not restart are lost with the boot of their node. */
export function containersAfterReboot(
  containers: Record<string, ContainerRun>,
  policy: PodSpec["restartPolicy"],
  now: number,
): Record<string, ContainerRun> {
  const entries = Object.entries(containers).map(([name, container]): [string, ContainerRun] => {
    const lost = { exitCode: 255, reason: "Unknown", message: "", startedAt: container.startedAt, finishedAt: now };
    if (policy === "Never") return [name, { ...container, ready: false, exit: container.exit ?? lost }];
    return [name, restarted(container, lost, now)];
  });
  return Object.fromEntries(entries);
}
