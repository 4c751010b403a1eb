/** Fields that the real API server fills when a client leaves them out. Never changes a field that is there. */
import type { KubeObject } from "../cluster.ts";
import { type Fields, fill, recordsOf, specOf } from "./fields.ts";
import { isRecord } from "./json.ts";
import { kindOf } from "./objectKey.ts";
import { defaultPod, defaultPodSpec } from "./podDefaults.ts";

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
  "v1/Secret": defaultSecret,
  "v1/Service": defaultService,
};

/** Texts are for writing only. */
function defaultSecret(secret: KubeObject): void {
  fill(secret, { type: "Opaque" });
  const texts = isRecord(secret["stringData"]) ? Object.entries(secret["stringData"]) : [];
  const encoded = texts.map(([key, text]) => [key, Buffer.from(String(text)).toString("base64")]);
  if (encoded.length > 0)
    secret["data"] = { ...(secret["data"] as object | undefined), ...Object.fromEntries(encoded) };
  delete secret["stringData"];
}

function defaultService(service: KubeObject): void {
  const spec = specOf(service);
  fill(spec, { type: "ClusterIP", sessionAffinity: "None", internalTrafficPolicy: "Cluster" });
  for (const port of recordsOf(spec["ports"])) fill(port, { protocol: "TCP", targetPort: port["port"] });
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
