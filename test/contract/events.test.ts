/** Events: what the cluster tells about objects, and what clients may tell. */
import { beforeAll, expect, test } from "vitest";
import { isOver, SUCCEEDS, shellPod, shellPodSpec } from "./support/pods.ts";
import { ok } from "./support/resource.ts";
import { type Pod, topic } from "./support/topic.ts";

const here = topic("events");
const { pods, events, jobs, namespace } = here;

let pod: Pod;

beforeAll(async () => {
  await ok(pods.create(shellPod("subject", SUCCEEDS)));
  pod = await pods.until("subject", "is over", isOver);
});

test("a pod's way is told by scheduler and kubelet", async () => {
  const assigned = new RegExp(`Successfully assigned ${namespace}/subject to ${pod.spec?.nodeName}`);
  const scheduled = await here.eventOf("subject", "Scheduled", assigned);
  expect(scheduled).toMatchObject({
    type: "Normal",
    involvedObject: { apiVersion: "v1", kind: "Pod", name: "subject", namespace, uid: pod.metadata.uid },
  });
  const started = await here.eventOf("subject", "Started", /container/i);
  expect(started).toMatchObject({ source: { component: "kubelet", host: pod.spec?.nodeName } });
});

test("a pod that fits nowhere has a warning that says why", async () => {
  const spec = { nodeSelector: { "contract.lamplighter.dev/nowhere": "yes" } };
  await ok(pods.create(shellPod("homeless", SUCCEEDS, { spec })));
  expect(await here.eventOf("homeless", "FailedScheduling", /nodes are available/)).toMatchObject({ type: "Warning" });
});

test("a pod whose image cannot be pulled has a warning that names it", async () => {
  const image = "registry.invalid/nothing:1";
  await ok(pods.create(shellPod("imageless", SUCCEEDS, { container: { image } })));
  expect(await here.eventOf("imageless", "Failed", /registry\.invalid\/nothing:1/)).toMatchObject({ type: "Warning" });
});

test("a controller tells which pods it made, and how its job ended", async () => {
  await ok(jobs.create({ metadata: { name: "told" }, spec: { template: { spec: shellPodSpec(SUCCEEDS) } } }));
  expect(await here.eventOf("told", "SuccessfulCreate", /Created pod: told-/)).toMatchObject({
    involvedObject: { kind: "Job" },
  });
  await here.eventOf("told", "Completed", /Job completed/);
});

test("events are selected by what they are about", async () => {
  const fieldSelector = `involvedObject.kind=Pod,involvedObject.name=subject,involvedObject.uid=${pod.metadata.uid}`;
  const { items } = await ok(events.list({ fieldSelector }));
  expect(items.length).toBeGreaterThan(0);
  for (const item of items) expect(item).toMatchObject({ involvedObject: { name: "subject" } });
  expect((await ok(events.list({ fieldSelector: "type=Warning,involvedObject.name=subject" }))).items).toEqual([]);
});

test("a client may tell events of its own", async () => {
  const made = await ok(
    events.create({
      metadata: { generateName: "subject." },
      type: "Normal",
      reason: "Prepared",
      message: "said by the suite",
      involvedObject: { apiVersion: "v1", kind: "Pod", name: "subject", namespace, uid: pod.metadata.uid },
      source: { component: "lamplighter" },
    }),
  );
  expect(made).toMatchObject({ reason: "Prepared" });
  await here.eventOf("subject", "Prepared", /said by the suite/);
});
