/**
 * One chart, by a Job in the cluster. Asked again and again: it looks at Helm's record and at the Job, starts the Job
 * when it is needed, and never waits for it. The installer's access exists only while a Job needs it.
 */
import type { KubernetesPort } from "../clients/ports.ts";
import type { Finding } from "../domain/findings.ts";
import { compareRelease, newestRevision, type ReleaseState } from "../domain/helmRelease.ts";
import { mirrored } from "../domain/images.ts";
import { LABELS } from "../domain/labels.ts";
import {
  type HelmfileJobOptions,
  helmfileConfig,
  helmfileJob,
  helmfileName,
  installerAccess,
} from "../domain/manifests/helmfileJob.ts";
import { done, failed, type Outcome, waiting } from "../domain/outcome.ts";
import { decidePending } from "../domain/pendingRelease.ts";
import type { StepInput } from "../domain/steps.ts";
import { requireNotCancelled } from "./cancellation.ts";
import type { ActivityDeps } from "./deps.ts";
import { ensureObject } from "./ensureObject.ts";
import { jobProgress, jobRef, listInstallers, readLogTail } from "./installerJobs.ts";
import { readRecovery, recoverRelease } from "./recoverRelease.ts";

type EnsureInput = StepInput<"ensureRelease">;

export async function ensureRelease(deps: ActivityDeps, input: EnsureInput): Promise<Outcome<Finding | null>> {
  const { cluster, preparationId, release, attempt } = input;
  const kubernetes = await deps.clusters.connect(cluster);
  const found = newestRevision(await deps.listReleases(kubernetes, release.namespace), release);
  const state = compareRelease(release, found);
  const jobName = helmfileName(release, attempt);
  const job = await kubernetes.read(jobRef(jobName));
  const isOurs = job?.metadata.labels?.[LABELS.preparation] === preparationId;
  const progress = jobProgress(job);
  if (progress === "running") return waiting(`${release.name}: Job ${jobName} is installing ${release.version}`);
  if (state === "current") return done(isOurs ? await readRecovery(kubernetes, input) : null, isOurs);
  if (isOurs && progress === "failed") return failed(await releaseFailed(kubernetes, input, jobName, state));
  if (isOurs && progress === "succeeded") return waiting(`${release.name}: Helm calls the release ${state}`);
  if (attempt === 1) await requireNotCancelled(deps, preparationId);
  const options = jobOptions(deps, input);
  if (state === "pending" && found !== undefined) {
    const decision = decidePending(found, await listInstallers(kubernetes, release), input.askedAt);
    if (decision.kind === "wait") return waiting(`${release.name}: ${decision.reason}`, "HelmReleasePending");
    await recoverRelease(kubernetes, options, found, decision.reason);
  }
  if (progress !== "absent") {
    await kubernetes.remove(jobRef(jobName));
    return waiting(`${release.name}: the Job of an earlier run is being removed`);
  }
  await startJob(kubernetes, options);
  return waiting(`${release.name}: Job ${jobName} was started`);
}

function jobOptions({ settings }: ActivityDeps, input: EnsureInput): HelmfileJobOptions {
  const { release, preparationId, attempt, deadlineSeconds, registryPrefix } = input;
  return { release, preparationId, attempt, deadlineSeconds, image: mirrored(settings.helmfileImage, registryPrefix) };
}

async function startJob(kubernetes: KubernetesPort, options: HelmfileJobOptions): Promise<void> {
  for (const object of [...installerAccess(), helmfileConfig(options)]) {
    await ensureObject(kubernetes, object, options.preparationId);
  }
  await kubernetes.create(helmfileJob(options));
}

async function releaseFailed(
  kubernetes: KubernetesPort,
  { release }: EnsureInput,
  jobName: string,
  state: ReleaseState,
): Promise<Finding> {
  return {
    code: "HelmReleaseFailed",
    severity: "fail",
    subject: `release/${release.name}`,
    found: `Job ${jobName} failed and Helm calls the release ${state}: ${await readLogTail(kubernetes, jobName)}`,
    action: "Read the Job's log; check the chart repository, the version and the cluster's egress, then run again.",
  };
}
