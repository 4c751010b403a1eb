/** Fields that the real API server fills when a client leaves them out. Never changes a field that is there. */
import type { KubeObject } from "../cluster.ts";
import { isRecord } from "./json.ts";
import { kindOf } from "./objectKey.ts";

type Fields = Record<string, unknown>;

/** Fills `object` in place and returns it. */
export function withDefaults(object: KubeObject): KubeObject {
  DEFAULTS[kindOf(object)]?.(object);
  return object;
}

const DEFAULTS: Readonly<Record<string, (object: KubeObject) => void>> = {
  "v1/Pod": defaultPod,
  "v1/Namespace": defaultNamespace,
  "apps/v1/DaemonSet": defaultDaemonSet,
  "apps/v1/Deployment": defaultDeployment,
  "batch/v1/Job": defaultJob,
  "v1/Secret": (secret) => fill(secret, { type: "Opaque" }),
  "v1/Service": (service) => fill(specOf(service), { type: "ClusterIP", sessionAffinity: "None" }),
};

function defaultPod(pod: KubeObject): void {
  defaultPodSpec(specOf(pod));
  fill(pod, { status: { phase: "Pending", qosClass: "BestEffort" } });
}

function defaultNamespace(namespace: KubeObject): void {
  const labels = (namespace.metadata.labels ??= {});
  labels["kubernetes.io/metadata.name"] = namespace.metadata.name;
  fill(namespace, { spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } });
}

function defaultDaemonSet(daemonSet: KubeObject): void {
  const spec = specOf(daemonSet);
  fill(spec, {
    revisionHistoryLimit: 10,
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  });
  defaultTemplate(spec);
}

function defaultDeployment(deployment: KubeObject): void {
  const spec = specOf(deployment);
  fill(spec, {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
  });
  defaultTemplate(spec);
}

function defaultJob(job: KubeObject): void {
  const spec = specOf(job);
  fill(spec, { backoffLimit: 6, completions: 1, parallelism: 1, completionMode: "NonIndexed", suspend: false });
  defaultTemplate(spec);
  if (spec["manualSelector"] !== true) selectOwnPods(job, spec);
}

/** The server writes a Job's selector and its template's labels from the Job's uid. */
function selectOwnPods(job: KubeObject, spec: Fields): void {
  const { uid, name } = job.metadata;
  fill(spec, { selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid } } });
  const template = isRecord(spec["template"]) ? spec["template"] : {};
  const metadata = isRecord(template["metadata"]) ? template["metadata"] : {};
  const labels = {
    ...(isRecord(metadata["labels"]) ? metadata["labels"] : {}),
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  spec["template"] = { ...template, metadata: { ...metadata, labels } };
}

function defaultTemplate(spec: Fields): void {
  const template = spec["template"];
  if (isRecord(template) && isRecord(template["spec"])) defaultPodSpec(template["spec"]);
}

function defaultPodSpec(spec: Fields): void {
  fill(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    securityContext: {},
  });
  for (const list of ["initContainers", "containers"]) {
    for (const container of Array.isArray(spec[list]) ? spec[list] : []) {
      if (isRecord(container)) defaultContainer(container);
    }
  }
}

function defaultContainer(container: Fields): void {
  const image = typeof container["image"] === "string" ? container["image"] : "";
  fill(container, {
    resources: {},
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: image.endsWith(":latest") || !/[:@][^/]+$/.test(image) ? "Always" : "IfNotPresent",
  });
  for (const port of Array.isArray(container["ports"]) ? container["ports"] : []) {
    if (isRecord(port)) fill(port, { protocol: "TCP" });
  }
}

function specOf(object: KubeObject): Fields {
  if (!isRecord(object["spec"])) object["spec"] = {};
  return object["spec"] as Fields;
}

function fill(target: Fields, defaults: Fields): void {
  for (const [field, value] of Object.entries(defaults)) target[field] ??= value;
}
