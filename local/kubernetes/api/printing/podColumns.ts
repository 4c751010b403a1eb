/** What `kubectl get pods` shows. */
import type { V1ContainerStatus, V1PodStatus } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { isTerminating, podSpecOf, statusOf } from "../../store/objectParts.ts";
import { AGE, type Column, NAME } from "./column.ts";

export const POD_COLUMNS: readonly Column[] = [
  NAME,
  {
    name: "Ready",
    value: (pod) => `${containersOf(pod).filter(({ ready }) => ready).length}/${podSpecOf(pod).containers.length}`,
  },
  { name: "Status", value: podState },
  { name: "Restarts", value: (pod) => containersOf(pod).reduce((sum, { restartCount }) => sum + restartCount, 0) },
  AGE,
  { name: "IP", value: (pod) => statusOf<V1PodStatus>(pod).podIP ?? "<none>", wide: true },
  { name: "Node", value: (pod) => podSpecOf(pod).nodeName ?? "<none>", wide: true },
  { name: "Nominated Node", value: () => "<none>", wide: true },
  { name: "Readiness Gates", value: () => "<none>", wide: true },
];

function containersOf(pod: KubeObject): V1ContainerStatus[] {
  return statusOf<V1PodStatus>(pod).containerStatuses ?? [];
}

function podState(pod: KubeObject): string {
  if (isTerminating(pod)) return "Terminating";
  const { initContainerStatuses = [], reason, phase = "Pending" } = statusOf<V1PodStatus>(pod);
  const unfinished = initContainerStatuses.findIndex(({ state }) => state?.terminated?.exitCode !== 0);
  if (unfinished >= 0) return initState(initContainerStatuses[unfinished], unfinished, initContainerStatuses.length);
  const states = containersOf(pod).map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason);
  return states.find((each) => each !== undefined) ?? reason ?? phase;
}

function initState(status: V1ContainerStatus | undefined, index: number, total: number): string {
  const reason = status?.state?.terminated?.reason ?? status?.state?.waiting?.reason;
  return reason === undefined || reason === "PodInitializing" ? `Init:${index}/${total}` : `Init:${reason}`;
}
