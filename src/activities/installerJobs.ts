/** The Jobs that install charts, as the cluster has them. */
import type { KubernetesPort } from "../clients/ports.ts";
import type { ReleaseSpec } from "../domain/helmRelease.ts";
import type { KubernetesObject, ObjectRef } from "../domain/kubernetesObject.ts";
import { LABELS } from "../domain/labels.ts";
import { logTail } from "../domain/logTail.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import type { InstallerJob } from "../domain/pendingRelease.ts";

export function jobRef(name: string): ObjectRef {
  return { apiVersion: "batch/v1", kind: "Job", namespace: SYSTEM_NAMESPACE, name };
}

export type JobProgress = "absent" | "running" | "succeeded" | "failed";

export function jobProgress(job: KubernetesObject | undefined): JobProgress {
  if (job === undefined) return "absent";
  const end = endOf(job);
  if (end === undefined) return "running";
  return end.type === "Complete" ? "succeeded" : "failed";
}

interface JobCondition {
  type: string;
  status: string;
  lastTransitionTime?: string;
}

function endOf(job: KubernetesObject): JobCondition | undefined {
  const { conditions = [] } = (job["status"] ?? {}) as { conditions?: JobCondition[] };
  return conditions.find(({ type, status }) => ["Complete", "Failed"].includes(type) && status === "True");
}

/** Every Job of ours for the release, whichever run made it. */
export async function listInstallers(kubernetes: KubernetesPort, { name }: ReleaseSpec): Promise<InstallerJob[]> {
  const labelSelector = `${LABELS.purpose}=install,${LABELS.release}=${name}`;
  const jobs = await kubernetes.list({
    apiVersion: "batch/v1",
    kind: "Job",
    namespace: SYSTEM_NAMESPACE,
    labelSelector,
  });
  return jobs.map((job) => ({
    name: job.metadata.name,
    createdAt: job.metadata.creationTimestamp ?? "",
    ...ended(job),
  }));
}

function ended(job: KubernetesObject): Pick<InstallerJob, "endedAt"> {
  const end = endOf(job);
  return end === undefined ? {} : { endedAt: end.lastTransitionTime ?? "" };
}

export async function readLogTail(kubernetes: KubernetesPort, jobName: string): Promise<string> {
  const [pod] = await kubernetes.list({
    apiVersion: "v1",
    kind: "Pod",
    namespace: SYSTEM_NAMESPACE,
    labelSelector: `job-name=${jobName}`,
  });
  const log = pod === undefined ? undefined : await kubernetes.readPodLog(SYSTEM_NAMESPACE, pod.metadata.name);
  return log === undefined ? "its log is gone" : logTail(log);
}
