/** What `kubectl get` shows of each kind beside its name and age, as data. */
import type { V1ContainerStatus, V1JobStatus, V1NodeStatus, V1PodStatus } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { type Condition, isConditionTrue } from "../../store/conditions.ts";
import { isTerminating, podSpecOf, specOf, statusOf } from "../../store/objectParts.ts";

export interface Column {
  name: string;
  value(object: KubeObject): string | number;
}

export const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  "v1/Pod": [
    {
      name: "Ready",
      value: (pod) => `${containersOf(pod).filter(({ ready }) => ready).length}/${podSpecOf(pod).containers.length}`,
    },
    { name: "Status", value: podState },
    { name: "Restarts", value: (pod) => containersOf(pod).reduce((sum, { restartCount }) => sum + restartCount, 0) },
    { name: "Node", value: (pod) => podSpecOf(pod).nodeName ?? "<none>" },
  ],
  "v1/Node": [
    { name: "Status", value: nodeState },
    { name: "Version", value: (node) => statusOf<V1NodeStatus>(node).nodeInfo?.kubeletVersion ?? "" },
  ],
  "v1/Namespace": [{ name: "Status", value: (namespace) => statusOf<{ phase?: string }>(namespace).phase ?? "" }],
  "v1/ConfigMap": [{ name: "Data", value: ({ data }) => Object.keys(data ?? {}).length }],
  "v1/Secret": [
    { name: "Type", value: ({ type }) => String(type) },
    { name: "Data", value: ({ data }) => Object.keys(data ?? {}).length },
  ],
  "apps/v1/DaemonSet": [
    count("Desired", "desiredNumberScheduled"),
    count("Current", "currentNumberScheduled"),
    count("Ready", "numberReady"),
    count("Up-to-date", "updatedNumberScheduled"),
    count("Available", "numberAvailable"),
  ],
  "apps/v1/Deployment": [
    {
      name: "Ready",
      value: (item) => `${numberAt(item, "readyReplicas")}/${specOf<{ replicas?: number }>(item).replicas ?? 1}`,
    },
    count("Up-to-date", "updatedReplicas"),
    count("Available", "availableReplicas"),
  ],
  "batch/v1/Job": [
    { name: "Status", value: jobState },
    {
      name: "Completions",
      value: (job) =>
        `${statusOf<V1JobStatus>(job).succeeded ?? 0}/${specOf<{ completions?: number }>(job).completions ?? 1}`,
    },
  ],
};

function count(name: string, field: string): Column {
  return { name, value: (object) => numberAt(object, field) };
}

function numberAt(object: KubeObject, field: string): number {
  return statusOf<Record<string, number>>(object)[field] ?? 0;
}

function containersOf(pod: KubeObject): V1ContainerStatus[] {
  return statusOf<V1PodStatus>(pod).containerStatuses ?? [];
}

function podState(pod: KubeObject): string {
  if (isTerminating(pod)) return "Terminating";
  const states = containersOf(pod).map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason);
  return states.find((reason) => reason !== undefined) ?? statusOf<V1PodStatus>(pod).phase ?? "Pending";
}

function nodeState(node: KubeObject): string {
  const { conditions } = statusOf<{ conditions?: Condition[] }>(node);
  const ready = isConditionTrue(conditions, "Ready") ? "Ready" : "NotReady";
  return specOf<{ unschedulable?: boolean }>(node).unschedulable === true ? `${ready},SchedulingDisabled` : ready;
}

function jobState(job: KubeObject): string {
  const { conditions } = statusOf<{ conditions?: Condition[] }>(job);
  const done = ["Complete", "Failed"].find((type) => isConditionTrue(conditions, type));
  return done ?? "Running";
}
