/** Runs a Job's pods until enough have succeeded, too many have failed, or its time is over; then removes it after its TTL. */
import type { V1JobSpec, V1JobStatus } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject } from "../../cluster.ts";
import { recordEvent } from "../../recordEvent.ts";
import { type Condition, isConditionTrue, withCondition } from "../../store/conditions.ts";
import { rfc3339 } from "../../store/deletion.ts";
import {
  isPodFinished,
  isPodReady,
  isTerminating,
  podPhaseOf,
  specOf,
  splitName,
  statusOf,
} from "../../store/objectParts.ts";
import { createPod, deletePods, podsOwnedBy, watchesOwnersAndPods } from "./ownedPods.ts";

const KIND = "batch/v1/Job";
const CONTROLLER = "job";
const FIRST_BACKOFF_MS = 10_000;
const LONGEST_BACKOFF_MS = 360_000;

export function createJobController(): Controller {
  return {
    name: CONTROLLER,
    watches: watchesOwnersAndPods(KIND),
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      const job = cluster.store.get(KIND, namespace, name);
      if (job === undefined || isTerminating(job)) return;
      if (isFinishedJob(job)) removeAfterTtl(job, key, cluster);
      else reconcileJob(job, key, cluster);
    },
  };
}

interface Progress {
  active: KubeObject[];
  succeeded: number;
  failed: number;
}

function isFinishedJob(job: KubeObject): boolean {
  const conditions = statusOf<{ conditions?: Condition[] }>(job).conditions;
  return isConditionTrue(conditions, "Complete") || isConditionTrue(conditions, "Failed");
}

function reconcileJob(job: KubeObject, key: string, cluster: Cluster): void {
  const spec = specOf<V1JobSpec>(job);
  const progress = progressOf(job, cluster);
  if (spec.suspend === true) return suspend(job, progress, cluster);
  const startedAt = Date.parse(startTimeOf(job) ?? rfc3339(cluster.clock.now()));
  const deadline = startedAt + (spec.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  if (progress.succeeded >= (spec.completions ?? 1)) return finish(job, progress, COMPLETE, cluster);
  if (progress.failed > (spec.backoffLimit ?? 6)) return finish(job, progress, BACKOFF_LIMIT_EXCEEDED, cluster);
  if (cluster.clock.now() >= deadline) return finish(job, progress, DEADLINE_EXCEEDED, cluster);
  const retryAt = startPods(job, progress, cluster);
  const wakeAt = Math.min(deadline, retryAt);
  if (Number.isFinite(wakeAt)) cluster.enqueueAt(CONTROLLER, key, wakeAt);
  saveStatus(job, progressOf(job, cluster), resumption(job), cluster);
}

/** Its time does not run: it begins anew when the job is resumed. */
function suspend(job: KubeObject, progress: Progress, cluster: Cluster): void {
  deletePods(progress.active, cluster.store);
  saveStatus(job, { ...progress, active: [] }, SUSPENDED, cluster);
}

function resumption(job: KubeObject): readonly Condition[] {
  const { conditions } = statusOf<{ conditions?: Condition[] }>(job);
  return isConditionTrue(conditions, "Suspended") ? RESUMED : [];
}

function progressOf(job: KubeObject, { store }: Cluster): Progress {
  const status = statusOf<V1JobStatus>(job);
  const pods = podsOwnedBy(job, store);
  const count = (phase: string) => pods.filter((pod) => podPhaseOf(pod) === phase).length;
  return {
    active: pods.filter((pod) => !isPodFinished(pod) && !isTerminating(pod)),
    succeeded: Math.max(count("Succeeded"), status.succeeded ?? 0),
    failed: Math.max(count("Failed"), status.failed ?? 0),
  };
}

/** Starts what is missing, or returns when it may after a failure. */
function startPods(job: KubeObject, { active, succeeded, failed }: Progress, cluster: Cluster): number {
  const { store, clock } = cluster;
  const spec = specOf<V1JobSpec>(job);
  const missing = Math.min(spec.parallelism ?? 1, (spec.completions ?? 1) - succeeded) - active.length;
  if (missing <= 0) return Number.POSITIVE_INFINITY;
  const mayStartAt = lastFailureAt(job, store) + Math.min(FIRST_BACKOFF_MS * 2 ** (failed - 1), LONGEST_BACKOFF_MS);
  if (failed > 0 && clock.now() < mayStartAt) return mayStartAt;
  for (let index = 0; index < missing; index++) createPod(job, spec.template, cluster);
  return Number.POSITIVE_INFINITY;
}

function lastFailureAt(job: KubeObject, store: Cluster["store"]): number {
  const failures = podsOwnedBy(job, store).filter((pod) => podPhaseOf(pod) === "Failed");
  return Math.max(0, ...failures.map(endOf));
}

function endOf(pod: KubeObject): number {
  const statuses = statusOf<{ containerStatuses?: ContainerEnd[] }>(pod).containerStatuses ?? [];
  const ends = statuses.map(({ state }) => Date.parse(state?.terminated?.finishedAt ?? ""));
  return Math.max(0, ...ends.filter(Number.isFinite));
}

interface ContainerEnd {
  state?: { terminated?: { finishedAt?: string } };
}

const COMPLETE: Condition[] = [
  {
    type: "SuccessCriteriaMet",
    status: "True",
    reason: "CompletionsReached",
    message: "Reached expected number of succeeded pods",
  },
  {
    type: "Complete",
    status: "True",
    reason: "CompletionsReached",
    message: "Reached expected number of succeeded pods",
  },
];

const SUSPENDED: Condition[] = [
  { type: "Suspended", status: "True", reason: "JobSuspended", message: "Job suspended" },
];
const RESUMED: Condition[] = [{ type: "Suspended", status: "False", reason: "JobResumed", message: "Job resumed" }];

const BACKOFF_LIMIT_EXCEEDED = failure("BackoffLimitExceeded", "Job has reached the specified backoff limit");
const DEADLINE_EXCEEDED = failure("DeadlineExceeded", "Job was active longer than specified deadline");

function failure(reason: string, message: string): Condition[] {
  return [
    { type: "FailureTarget", status: "True", reason, message },
    { type: "Failed", status: "True", reason, message },
  ];
}

function finish(job: KubeObject, progress: Progress, conditions: readonly Condition[], cluster: Cluster): void {
  deletePods(progress.active, cluster.store);
  saveStatus(job, { ...progress, active: [] }, conditions, cluster);
  const [{ reason = "", message = "" } = {}] = conditions;
  const told =
    conditions === COMPLETE
      ? { type: "Normal" as const, reason: "Completed", message: "Job completed" }
      : { type: "Warning" as const, reason, message };
  recordEvent(job, { ...told, component: "job-controller" }, cluster);
}

function saveStatus(job: KubeObject, progress: Progress, added: readonly Condition[], { store, clock }: Cluster): void {
  store.modify(KIND, job.metadata.namespace, job.metadata.name, (draft) => {
    const { startTime: _, ...former } = statusOf<Record<string, unknown>>(draft);
    const conditions = added.reduce(
      (list, condition) => withCondition(list, condition, clock),
      (former["conditions"] ?? []) as Condition[],
    );
    draft["status"] = {
      ...former,
      ...(added === SUSPENDED ? {} : { startTime: startTimeOf(job) ?? rfc3339(clock.now()) }),
      active: progress.active.length,
      ready: progress.active.filter(isPodReady).length,
      ...(progress.succeeded > 0 ? { succeeded: progress.succeeded } : {}),
      ...(progress.failed > 0 ? { failed: progress.failed } : {}),
      ...(added === COMPLETE ? { completionTime: rfc3339(clock.now()) } : {}),
      ...(conditions.length > 0 ? { conditions } : {}),
    };
  });
}

/** As written in the status: the client's type would have it a Date. */
function startTimeOf(job: KubeObject): string | undefined {
  return statusOf<{ startTime?: string }>(job).startTime;
}

function removeAfterTtl(job: KubeObject, key: string, cluster: Cluster): void {
  const { ttlSecondsAfterFinished } = specOf<V1JobSpec>(job);
  if (ttlSecondsAfterFinished === undefined) return;
  const conditions = statusOf<{ conditions?: Condition[] }>(job).conditions ?? [];
  const finishedAt = Math.max(0, ...conditions.map(({ lastTransitionTime = "" }) => Date.parse(lastTransitionTime)));
  const removeAt = finishedAt + ttlSecondsAfterFinished * 1000;
  if (cluster.clock.now() < removeAt) cluster.enqueueAt(CONTROLLER, key, removeAt);
  else cluster.store.delete(KIND, job.metadata.namespace, job.metadata.name, { propagation: "Foreground" });
}
