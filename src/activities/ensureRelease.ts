/**
 * One chart, by a Job in the cluster. Asked again and again: it looks at Helm's record and at the Job, starts the Job
 * when it is needed, and never waits for it. The installer's access exists only while a Job needs it.
 */
import type { KubernetesPort } from "../clients/ports.ts";
import type { Finding } from "../domain/findings.ts";
import { compareRelease, newestRevision, type ReleaseState, type ReleaseView } from "../domain/helmRelease.ts";
import { mirrored } from "../domain/images.ts";
import type { KubernetesObject, ObjectRef } from "../domain/kubernetesObject.ts";
import { LABELS } from "../domain/labels.ts";
import {
  type HelmfileJobOptions,
  helmfileConfig,
  helmfileJob,
  helmfileName,
  installerAccess,
} from "../domain/manifests/helmfileJob.ts";
import { SYSTEM_NAMESPACE } from "../domain/namespaces.ts";
import { done, failed, type Outcome, waiting } from "../domain/outcome.ts";
import type { StepInput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureObject } from "./ensureObject.ts";

export async function ensureRelease(
  { clusters, listReleases, settings }: ActivityDeps,
  input: StepInput<"ensureRelease">,
): Promise<Outcome<null>> {
  const { cluster, preparationId, release, attempt } = input;
  const kubernetes = await clusters.connect(cluster);
  const found = newestRevision(await listReleases(kubernetes, release.namespace), release);
  const state = compareRelease(release, found);
  const jobName = helmfileName(release, attempt);
  const job = await kubernetes.read(jobRef(jobName));
  const isOurs = job?.metadata.labels?.[LABELS.preparation] === preparationId;
  const progress = jobProgress(job);
  if (progress === "running") return waiting(`${release.name}: Job ${jobName} is installing ${release.version}`);
  if (state === "current") return done(null, isOurs);
  if (progress !== "absent" && !isOurs) {
    await kubernetes.remove(jobRef(jobName));
    return waiting(`${release.name}: the Job of an earlier run is being removed`);
  }
  if (progress === "failed") return failed(await releaseFailed(kubernetes, input, jobName, state));
  if (progress === "succeeded") return waiting(`${release.name}: Helm calls the release ${state}`);
  if (state === "pending" && attempt > 1) await forgetPending(kubernetes, found);
  await startJob(kubernetes, { ...input, image: mirrored(settings.helmfileImage, input.registryPrefix) });
  return waiting(`${release.name}: Job ${jobName} was started`);
}

function jobRef(name: string): ObjectRef {
  return { apiVersion: "batch/v1", kind: "Job", namespace: SYSTEM_NAMESPACE, name };
}

/**
 * A Job that was killed leaves its revision pending, and Helm then refuses every other operation. Our Job before this
 * one has failed, so nobody is at work on it: without its record the revision before it counts again.
 */
async function forgetPending(kubernetes: KubernetesPort, found: ReleaseView | undefined): Promise<void> {
  if (found === undefined) return;
  const name = `sh.helm.release.v1.${found.name}.v${found.revision}`;
  await kubernetes.remove({ apiVersion: "v1", kind: "Secret", namespace: found.namespace, name });
}

async function startJob(kubernetes: KubernetesPort, options: HelmfileJobOptions): Promise<void> {
  for (const object of [...installerAccess(), helmfileConfig(options)]) {
    await ensureObject(kubernetes, object, options.preparationId);
  }
  await kubernetes.create(helmfileJob(options));
}

type JobProgress = "absent" | "running" | "succeeded" | "failed";

function jobProgress(job: KubernetesObject | undefined): JobProgress {
  if (job === undefined) return "absent";
  const { conditions = [] } = (job["status"] ?? {}) as { conditions?: { type: string; status: string }[] };
  const holds = (type: string) =>
    conditions.some((condition) => condition.type === type && condition.status === "True");
  if (holds("Complete")) return "succeeded";
  return holds("Failed") ? "failed" : "running";
}

async function releaseFailed(
  kubernetes: KubernetesPort,
  { release }: StepInput<"ensureRelease">,
  jobName: string,
  state: ReleaseState,
): Promise<Finding> {
  return {
    code: "HelmReleaseFailed",
    severity: "fail",
    subject: `release/${release.name}`,
    found: `Job ${jobName} failed and Helm calls the release ${state}: ${await lastLogLines(kubernetes, jobName)}`,
    action: "Read the Job's log; check the chart repository, the version and the cluster's egress, then run again.",
  };
}

const LOG_LINES = 5;

async function lastLogLines(kubernetes: KubernetesPort, jobName: string): Promise<string> {
  const pods = await kubernetes.list({
    apiVersion: "v1",
    kind: "Pod",
    namespace: SYSTEM_NAMESPACE,
    labelSelector: `job-name=${jobName}`,
  });
  const [pod] = pods;
  const log = pod === undefined ? undefined : await kubernetes.readPodLog(SYSTEM_NAMESPACE, pod.metadata.name);
  return log?.trimEnd().split("\n").slice(-LOG_LINES).join(" | ") ?? "its log is gone";
}
