/** Jobs: success, failure, retries, deadlines, and what is left of them. */
import { describe, expect, test } from "vitest";
import { meanwhile } from "./support/eventually.ts";
import { type ContainerChanges, RUNS_LONG, SUCCEEDS, shellPodSpec, stateOf } from "./support/pods.ts";
import { ok, refused, type Sent } from "./support/resource.ts";
import { type Job, type Pod, topic } from "./support/topic.ts";

const { jobs, pods } = topic("jobs");

const aJob = (name: string, script: string, spec: object = {}, container: ContainerChanges = {}): Sent => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name },
  spec: { ...spec, template: { spec: shellPodSpec(script, container) } },
});

function conditionOf(job: Job, type: string) {
  return job.status?.conditions?.find((condition) => condition.type === type && condition.status === "True");
}

const isFinished = (job: Job) => conditionOf(job, "Complete") !== undefined || conditionOf(job, "Failed") !== undefined;

async function finished(sent: Sent): Promise<Job> {
  await ok(jobs.create(sent));
  return jobs.until(sent.metadata?.name ?? "", "is finished", isFinished);
}

async function podsOf(job: string): Promise<Pod[]> {
  return (await ok(pods.list({ labelSelector: `job-name=${job}` }))).items;
}

describe("a job that succeeds", () => {
  test("is Complete and counted, with its times", async () => {
    const job = await finished(aJob("succeeds", SUCCEEDS));
    expect(conditionOf(job, "Complete")).toMatchObject({ status: "True" });
    expect(job.status).toMatchObject({ succeeded: 1 });
    expect(job.status?.active ?? 0).toBe(0);
    expect(job.status?.failed ?? 0).toBe(0);
    expect(String(job.status?.startTime) <= String(job.status?.completionTime)).toBe(true);
  });

  test("leaves its pod, labelled and owned, with its message", async () => {
    const job = await finished(aJob("leaves", "echo done > $LAST_WORDS"));
    const [pod, ...others] = await podsOf("leaves");
    expect(others).toEqual([]);
    expect(pod).toMatchObject({
      metadata: {
        generateName: "leaves-",
        labels: { "job-name": "leaves", "batch.kubernetes.io/job-name": "leaves", "controller-uid": job.metadata.uid },
        ownerReferences: [
          { kind: "Job", name: "leaves", uid: job.metadata.uid, controller: true, blockOwnerDeletion: true },
        ],
      },
      status: { phase: "Succeeded" },
    });
    expect(stateOf(pod as Pod).terminated?.message).toBe("done\n");
  });

  test("with completions runs that many pods, as many at once as parallelism says", async () => {
    const job = await finished(aJob("several", SUCCEEDS, { completions: 3, parallelism: 2 }));
    expect(job.status).toMatchObject({ succeeded: 3 });
    expect(await podsOf("several")).toHaveLength(3);
  });
});

describe("a job that fails", () => {
  test("without retries fails at once, and says BackoffLimitExceeded", async () => {
    const job = await finished(aJob("fails", "exit 3", { backoffLimit: 0 }));
    expect(conditionOf(job, "Failed")).toMatchObject({
      reason: "BackoffLimitExceeded",
      message: expect.stringContaining("Job has reached the specified backoff limit") as unknown,
    });
    expect(job.status).toMatchObject({ failed: 1 });
    expect(job.status).not.toHaveProperty("completionTime");
    expect(await podsOf("fails")).toHaveLength(1);
  });

  test("with retries tries again that often", async () => {
    const job = await finished(aJob("retries", "exit 1", { backoffLimit: 1 }));
    expect(job.status).toMatchObject({ failed: 2 });
    expect(await podsOf("retries")).toHaveLength(2);
  });

  test("by its deadline ends its pods, and says DeadlineExceeded", async () => {
    const job = await finished(aJob("overdue", RUNS_LONG, { activeDeadlineSeconds: 10, backoffLimit: 0 }));
    expect(conditionOf(job, "Failed")).toMatchObject({ reason: "DeadlineExceeded" });
    const running = (await podsOf("overdue")).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    expect(running.filter(({ status }) => status?.phase === "Running")).toEqual([]);
  });

  test("with the log as its pod's last words shows why", async () => {
    const container = { terminationMessagePolicy: "FallbackToLogsOnError" };
    await finished(aJob("explains", "echo release failed; exit 1", { backoffLimit: 0 }, container));
    const [pod] = await podsOf("explains");
    expect(stateOf(pod as Pod).terminated?.message).toContain("release failed");
  });
});

describe("a suspended job", () => {
  test("starts nothing until it is resumed", async () => {
    await ok(jobs.create(aJob("suspended", SUCCEEDS, { suspend: true })));
    const job = await jobs.until("suspended", "says so", (each) => conditionOf(each, "Suspended") !== undefined);
    expect(job.status?.startTime).toBeUndefined();
    expect(await podsOf("suspended")).toEqual([]);
    await ok(jobs.patch("suspended", "merge", { spec: { suspend: false } }));
    await jobs.until("suspended", "is finished", isFinished);
  });
});

describe("afterwards", () => {
  test("a job with a time to live is removed with its pods", async () => {
    await ok(jobs.create(aJob("expiring", SUCCEEDS, { ttlSecondsAfterFinished: 2 })));
    expect(await jobs.gone("expiring")).toBe("gone");
    await meanwhile(1);
    expect((await podsOf("expiring")).filter(({ metadata }) => metadata.deletionTimestamp === undefined)).toEqual([]);
  });

  test("a job deleted in the background takes its pods along", async () => {
    await finished(aJob("background", SUCCEEDS));
    const [pod] = await podsOf("background");
    await ok(jobs.delete("background", { propagationPolicy: "Background" }));
    expect(await pods.gone((pod as Pod).metadata.name)).toBe("gone");
  });

  test("a job deleted without a policy leaves its pods, as batch/v1 always has", async () => {
    await finished(aJob("plainly", SUCCEEDS));
    await ok(jobs.delete("plainly"));
    expect(await jobs.gone("plainly")).toBe("gone");
    await meanwhile(5);
    const [pod] = await podsOf("plainly");
    expect(pod?.metadata.ownerReferences ?? []).toEqual([]);
  });
});

describe("its fields", () => {
  test("get their defaults, and a selector of the job's own", async () => {
    const job = await ok(jobs.create(aJob("defaults", SUCCEEDS, { suspend: true })));
    expect(job.spec).toMatchObject({
      backoffLimit: 6,
      completions: 1,
      parallelism: 1,
      completionMode: "NonIndexed",
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": job.metadata.uid } },
    });
  });

  test("of the template cannot change", async () => {
    await ok(jobs.create(aJob("frozen", SUCCEEDS, { suspend: false, backoffLimit: 0 })));
    const template = { spec: { containers: [{ name: "main", image: "registry.example/other:1" }] } };
    expect(await refused(jobs.patch("frozen", "strategic", { spec: { template } }))).toMatchObject({ httpStatus: 422 });
  });
});
