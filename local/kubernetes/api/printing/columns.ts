/** What `kubectl get` shows of each built-in kind, as data. */
import type { V1DaemonSetSpec, V1DeploymentSpec, V1JobSpec, V1JobStatus } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { type Condition, isConditionTrue } from "../../store/conditions.ts";
import { specOf, statusOf } from "../../store/objectParts.ts";
import { AGE, ageSince, type Column, NAME } from "./column.ts";
import { NODE_COLUMNS } from "./nodeColumns.ts";
import { POD_COLUMNS } from "./podColumns.ts";

export const DEFAULT_COLUMNS: readonly Column[] = [NAME, AGE];

const NAME_AND_CREATION: readonly Column[] = [
  NAME,
  { name: "Created At", value: ({ metadata }) => metadata.creationTimestamp },
];

export const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  "v1/Pod": POD_COLUMNS,
  "v1/Node": NODE_COLUMNS,
  "apiextensions.k8s.io/v1/CustomResourceDefinition": NAME_AND_CREATION,
  "rbac.authorization.k8s.io/v1/ClusterRole": NAME_AND_CREATION,
  "rbac.authorization.k8s.io/v1/Role": NAME_AND_CREATION,
  "v1/Namespace": [NAME, { name: "Status", value: (each) => statusOf<{ phase?: string }>(each).phase ?? "" }, AGE],
  "v1/ConfigMap": [NAME, { name: "Data", value: dataCount }, AGE],
  "v1/Secret": [
    NAME,
    { name: "Type", value: (secret) => textOf(secret, "type") },
    { name: "Data", value: dataCount },
    AGE,
  ],
  "v1/Event": [
    {
      name: "Last Seen",
      value: (event, now) => ageSince(textOf(event, "lastTimestamp", event.metadata.creationTimestamp), now),
    },
    { name: "Type", value: (object) => textOf(object, "type") },
    { name: "Reason", value: (event) => textOf(event, "reason") },
    { name: "Object", value: involvedObject },
    { name: "Message", value: (event) => textOf(event, "message") },
  ],
  "apps/v1/DaemonSet": [
    NAME,
    count("Desired", "desiredNumberScheduled"),
    count("Current", "currentNumberScheduled"),
    count("Ready", "numberReady"),
    count("Up-to-date", "updatedNumberScheduled"),
    count("Available", "numberAvailable"),
    { name: "Node Selector", value: nodeSelector },
    AGE,
  ],
  "apps/v1/Deployment": [
    NAME,
    {
      name: "Ready",
      value: (item) => `${numberAt(item, "readyReplicas")}/${specOf<V1DeploymentSpec>(item).replicas ?? 1}`,
    },
    count("Up-to-date", "updatedReplicas"),
    count("Available", "availableReplicas"),
    AGE,
  ],
  "batch/v1/Job": [
    NAME,
    { name: "Status", value: jobState },
    { name: "Completions", value: completions },
    { name: "Duration", value: jobDuration },
    AGE,
  ],
};

function textOf(object: KubeObject, field: string, otherwise = ""): string {
  const value = object[field];
  return typeof value === "string" ? value : otherwise;
}

function dataCount({ data, binaryData }: KubeObject): number {
  return Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length;
}

function involvedObject(event: KubeObject): string {
  const { kind = "", name = "" } = (event["involvedObject"] ?? {}) as { kind?: string; name?: string };
  return `${kind.toLowerCase()}/${name}`;
}

function count(name: string, field: string): Column {
  return { name, value: (object) => numberAt(object, field) };
}

function numberAt(object: KubeObject, field: string): number {
  return statusOf<Record<string, number>>(object)[field] ?? 0;
}

function nodeSelector(daemonSet: KubeObject): string {
  const selector = Object.entries(specOf<V1DaemonSetSpec>(daemonSet).template.spec?.nodeSelector ?? {});
  return selector.length === 0 ? "<none>" : selector.map(([key, value]) => `${key}=${value}`).join(",");
}

function jobState(job: KubeObject): string {
  const { conditions } = statusOf<{ conditions?: Condition[] }>(job);
  return ["Complete", "Failed", "Suspended"].find((type) => isConditionTrue(conditions, type)) ?? "Running";
}

function completions(job: KubeObject): string {
  return `${statusOf<V1JobStatus>(job).succeeded ?? 0}/${specOf<V1JobSpec>(job).completions ?? 1}`;
}

function jobDuration(job: KubeObject, now: number): string {
  const { startTime, completionTime } = statusOf<{ startTime?: string; completionTime?: string }>(job);
  return startTime === undefined
    ? ""
    : ageSince(startTime, completionTime === undefined ? now : Date.parse(completionTime));
}
