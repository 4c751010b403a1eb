/** Eviction: a deletion that a disruption budget may refuse for now. */
import { expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { RUNS_LONG, shellPod, shellPodSpec } from "./support/pods.ts";
import { type Json, ok, refused } from "./support/resource.ts";
import { type Pod, topic } from "./support/topic.ts";

const { pods, jobs, namespaced, wire } = topic("eviction");
const budgets = namespaced("policy/v1", "poddisruptionbudgets");

const isReady = ({ status }: Pod) =>
  (status?.conditions ?? []).some((condition) => condition.type === "Ready" && condition.status === "True");

async function aReadyPod(name: string): Promise<void> {
  await ok(pods.create(shellPod(name, RUNS_LONG, { labels: { app: name } })));
  await pods.until(name, "is ready", isReady);
}

function evict(name: string, more: object = {}) {
  const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name }, ...more };
  return wire.send("POST", `${pods.path}/${name}/eviction`, { body });
}

async function aBudget(name: string, minAvailable: number, disruptionsAllowed: number): Promise<void> {
  await ok(budgets.create({ metadata: { name }, spec: { minAvailable, selector: { matchLabels: { app: name } } } }));
  await budgets.until(
    name,
    "is computed",
    ({ status }) => status?.["disruptionsAllowed"] === disruptionsAllowed && status["observedGeneration"] === 1,
  );
}

test("an evicted pod goes, with its grace", async () => {
  await aReadyPod("evicted");
  expect(await evict("evicted")).toMatchObject({ status: 201, body: { kind: "Status", status: "Success" } });
  expect(await pods.gone("evicted")).toBe("gone");
});

test("an eviction that would break a budget is refused with 429, naming the budget", async () => {
  await aReadyPod("guarded");
  await aBudget("guarded", 1, 0);
  expect(await refused(evict("guarded"))).toMatchObject({
    httpStatus: 429,
    reason: "TooManyRequests",
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      causes: [
        {
          reason: "DisruptionBudget",
          message: "The disruption budget guarded needs 1 healthy pods and has 1 currently",
        },
      ],
    },
  });
  expect((await ok(pods.get("guarded"))).metadata.deletionTimestamp).toBeUndefined();
});

test("an eviction passes once the budget allows it", async () => {
  await aReadyPod("allowed");
  await aBudget("allowed", 1, 0);
  await ok(budgets.patch("allowed", "merge", { spec: { minAvailable: 0 } }));
  await eventually(
    "the eviction passes",
    () => evict("allowed"),
    ({ status }) => status === 201,
  );
  expect(await pods.gone("allowed")).toBe("gone");
});

test("a dry run of an eviction leaves the pod", async () => {
  await aReadyPod("rehearsed");
  expect((await evict("rehearsed", { deleteOptions: { dryRun: ["All"] } })).status).toBe(201);
  expect((await ok(pods.get("rehearsed"))).metadata.deletionTimestamp).toBeUndefined();
});

test("an eviction of an absent pod is 404", async () => {
  expect((await evict("absent")).status).toBe(404);
});

/** A Job has no scale: how many of its pods there should be is never known, and the budget stays uncounted. */
test("a 429 says in Retry-After when to come back, where the server can tell", async () => {
  const labels = { app: "uncounted" };
  await ok(jobs.create({ metadata: { name: "uncounted" }, spec: aPodTemplate(labels) }));
  const fieldSelector = "status.phase=Running";
  const running = await eventually(
    "the job's pod is running",
    () => ok(pods.list({ labelSelector: "app=uncounted", fieldSelector })),
    ({ items }) => items.length > 0,
  );
  const spec = { maxUnavailable: 1, selector: { matchLabels: labels } };
  await ok(budgets.create({ metadata: { name: "uncounted" }, spec }));
  await budgets.until("uncounted", "could not be counted", hasFailed);
  const answer = await evict(running.items[0]?.metadata.name ?? "");
  expect(answer).toMatchObject({
    status: 429,
    body: {
      reason: "TooManyRequests",
      details: {
        causes: [{ message: "The disruption budget uncounted is still being processed by the server." }],
        retryAfterSeconds: 10,
      },
    },
  });
  expect(answer.headers["retry-after"]).toBe("10");
});

function hasFailed({ status }: Json): boolean {
  const conditions = (status?.["conditions"] ?? []) as { type: string; status: string; reason: string }[];
  return conditions.some(({ reason }) => reason === "SyncFailed");
}

function aPodTemplate(labels: Record<string, string>): object {
  return { template: { metadata: { labels }, spec: shellPodSpec(RUNS_LONG) } };
}
