import { afterEach, beforeEach, expect, test } from "vitest";
import type { KubeObject } from "../../../../local/kubernetes/cluster.ts";
import { isTerminating, podSpecOf } from "../../../../local/kubernetes/store/objectParts.ts";
import { present } from "./expectations.ts";
import { aDaemonSet, aJob, aNode, aPod, NAMESPACE } from "./objects.ts";
import { createSimpleKubelet } from "./simpleKubelet.ts";
import { aCluster, type SimulatedCluster } from "./simulatedCluster.ts";

let cluster: SimulatedCluster;

beforeEach(() => {
  cluster = aCluster({ controllers: [createSimpleKubelet()] });
});

afterEach(() => cluster.close());

const store = () => cluster.cluster.store;
const statusOf = (kind: string, name: string) => store().get(kind, NAMESPACE, name)?.["status"];
const pods = () => store().list("v1/Pod");
const nodesOf = (list: KubeObject[]) =>
  list.map((pod) => podSpecOf(pod).nodeName ?? "").sort((left, right) => left.localeCompare(right));

function finish(pod: KubeObject, phase: "Succeeded" | "Failed"): void {
  const finishedAt = new Date(cluster.clock.now()).toISOString();
  store().modify("v1/Pod", NAMESPACE, pod.metadata.name, (draft) => {
    draft["status"] = { phase, containerStatuses: [{ state: { terminated: { finishedAt } } }] };
  });
}

test("a DaemonSet runs on the nodes that its affinity and tolerations allow, and counts them", async () => {
  const gpu = { "kubernetes.azure.com/accelerator": "nvidia" };
  const taints = [{ key: "sku", value: "gpu", effect: "NoSchedule" }];
  store().create(aNode("cpu"));
  store().create(aNode("gpu1", gpu, { taints }));
  store().create(aNode("gpu2", gpu, { taints, unschedulable: true }));
  store().create(aNode("gpu3", gpu, { taints: [...taints, { key: "closed", effect: "NoSchedule" }] }));
  const nodeSelectorTerms = [
    { matchExpressions: [{ key: "kubernetes.azure.com/accelerator", operator: "In", values: ["nvidia"] }] },
  ];
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
  store().create(aDaemonSet("agent", { affinity, tolerations: [{ key: "sku", operator: "Equal", value: "gpu" }] }));
  await cluster.pass(5);
  expect(nodesOf(pods())).toEqual(["gpu1", "gpu2"]);
  expect(statusOf("apps/v1/DaemonSet", "agent")).toEqual({
    observedGeneration: 1,
    desiredNumberScheduled: 2,
    currentNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberMisscheduled: 0,
    numberReady: 2,
    numberAvailable: 2,
    numberUnavailable: 0,
  });
});

test("a DaemonSet that no node fits wants 0 pods", async () => {
  store().create(aNode("cpu"));
  store().create(aDaemonSet("agent", { nodeSelector: { gpu: "yes" } }));
  await cluster.pass(5);
  expect(statusOf("apps/v1/DaemonSet", "agent")).toMatchObject({ desiredNumberScheduled: 0, numberReady: 0 });
});

test("a node that comes, changes its labels or goes, gets and loses its pod", async () => {
  store().create(aDaemonSet("agent", { nodeSelector: { role: "worker" } }));
  store().create(aNode("n1", { role: "worker" }));
  store().create(aNode("n2"));
  await cluster.pass(5);
  expect(nodesOf(pods())).toEqual(["n1"]);
  for (const [name, labels] of [
    ["n1", {}],
    ["n2", { role: "worker" }],
  ] as const) {
    store().modify("v1/Node", undefined, name, ({ metadata }) => {
      metadata.labels = { ...labels };
    });
  }
  await cluster.pass(5);
  expect(nodesOf(pods())).toEqual(["n2"]);
  store().delete("v1/Node", undefined, "n2");
  await cluster.pass(5);
  expect(pods()).toEqual([]);
});

test("a changed template rolls over the nodes one after the other", async () => {
  for (const name of ["n1", "n2", "n3"]) store().create(aNode(name));
  store().create(aDaemonSet("agent"));
  await cluster.pass(5);
  const before = new Set(pods().map(({ metadata }) => metadata.uid));
  let fewestReady = 3;
  store().onChange(() => {
    const ready = pods().filter(
      (pod) => !isTerminating(pod) && (pod["status"] as { phase: string }).phase === "Running",
    );
    fewestReady = Math.min(fewestReady, ready.length);
  });
  store().modify("apps/v1/DaemonSet", NAMESPACE, "agent", (draft) => {
    draft["spec"] = aDaemonSet("agent", { hostPID: true }).spec;
  });
  await cluster.pass(30);
  expect(fewestReady).toBe(2);
  expect(pods().filter(({ metadata }) => before.has(metadata.uid))).toEqual([]);
  expect(statusOf("apps/v1/DaemonSet", "agent")).toMatchObject({
    observedGeneration: 2,
    updatedNumberScheduled: 3,
    numberReady: 3,
  });
});

test("OnDelete leaves outdated pods alone", async () => {
  store().create(aNode("n1"));
  const daemonSet = aDaemonSet("agent");
  Object.assign(daemonSet.spec, { updateStrategy: { type: "OnDelete" } });
  store().create(daemonSet);
  await cluster.pass(5);
  const [pod] = pods();
  store().modify("apps/v1/DaemonSet", NAMESPACE, "agent", (draft) => {
    draft["spec"] = { ...aDaemonSet("agent", { hostPID: true }).spec, updateStrategy: { type: "OnDelete" } };
  });
  await cluster.pass(10);
  expect(pods().map(({ metadata }) => metadata.uid)).toEqual([pod?.metadata.uid]);
  expect(statusOf("apps/v1/DaemonSet", "agent")).toMatchObject({ updatedNumberScheduled: 0, numberReady: 1 });
});

test("a Job runs one pod with its labels and is complete when it has succeeded", () => {
  store().create(aNode("n1"));
  const job = store().create(aJob("run"));
  const [pod] = pods();
  expect(pod?.metadata.labels).toMatchObject({
    "job-name": "run",
    "batch.kubernetes.io/job-name": "run",
    "batch.kubernetes.io/controller-uid": job.metadata.uid,
  });
  expect(statusOf("batch/v1/Job", "run")).toMatchObject({ active: 1, startTime: "2026-11-02T08:00:00Z" });
  finish(present(pod), "Succeeded");
  expect(statusOf("batch/v1/Job", "run")).toMatchObject({
    active: 0,
    succeeded: 1,
    completionTime: "2026-11-02T08:00:00Z",
    conditions: [
      { type: "SuccessCriteriaMet", status: "True" },
      { type: "Complete", status: "True", reason: "CompletionsReached" },
    ],
  });
});

test("a Job with backoffLimit 0 fails with its first pod", () => {
  store().create(aNode("n1"));
  store().create(aJob("run", { backoffLimit: 0 }));
  finish(present(pods()[0]), "Failed");
  expect(pods()).toHaveLength(1);
  expect(statusOf("batch/v1/Job", "run")).toMatchObject({
    failed: 1,
    conditions: [{ type: "FailureTarget" }, { type: "Failed", status: "True", reason: "BackoffLimitExceeded" }],
  });
});

test("a Job tries again after ten seconds", async () => {
  store().create(aNode("n1"));
  store().create(aJob("run", { backoffLimit: 1 }));
  finish(present(pods()[0]), "Failed");
  await cluster.pass(9);
  expect(pods()).toHaveLength(1);
  await cluster.pass(2);
  expect(pods()).toHaveLength(2);
});

test("a Job over its deadline fails and its pod is stopped", async () => {
  store().create(aNode("n1"));
  store().create(aJob("run", { activeDeadlineSeconds: 60 }));
  await cluster.pass(61);
  expect(pods()).toEqual([]);
  expect(statusOf("batch/v1/Job", "run")).toMatchObject({
    conditions: [{ type: "FailureTarget" }, { type: "Failed", reason: "DeadlineExceeded" }],
  });
});

test("a finished Job is removed after its time to live, with its pods", async () => {
  store().create(aNode("n1"));
  store().create(aJob("run", { ttlSecondsAfterFinished: 100 }));
  finish(present(pods()[0]), "Succeeded");
  await cluster.pass(99);
  expect(store().get("batch/v1/Job", NAMESPACE, "run")).toBeDefined();
  await cluster.pass(2);
  expect(store().get("batch/v1/Job", NAMESPACE, "run")).toBeUndefined();
  expect(pods()).toEqual([]);
});

test("a Deployment keeps its replicas and says when they are available", async () => {
  store().create(aNode("n1"));
  const { spec } = aDaemonSet("operator");
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "operator", namespace: NAMESPACE },
    spec: { ...spec, replicas: 2 },
  };
  store().create(deployment);
  expect(statusOf("apps/v1/Deployment", "operator")).toMatchObject({ replicas: 2, readyReplicas: 0 });
  await cluster.pass(5);
  expect(statusOf("apps/v1/Deployment", "operator")).toMatchObject({
    readyReplicas: 2,
    availableReplicas: 2,
    conditions: [{ type: "Available", status: "True" }],
  });
  store().delete("v1/Pod", NAMESPACE, present(pods()[0]).metadata.name, { gracePeriodSeconds: 0 });
  await cluster.pass(5);
  expect(statusOf("apps/v1/Deployment", "operator")).toMatchObject({ readyReplicas: 2 });
});

test("a pod waits, and says why, until a node fits it", () => {
  store().create(aNode("n1", {}, { taints: [{ key: "closed", effect: "NoSchedule" }] }));
  store().create(aPod("p", { nodeSelector: { zone: "1" } }));
  expect(statusOf("v1/Pod", "p")).toMatchObject({
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
      },
    ],
  });
  store().create(aNode("n2", { zone: "1" }));
  expect(nodesOf(pods())).toEqual(["n2"]);
});

test("devices of a node are given out once, and again when a pod has finished", () => {
  const resources = { limits: { "nvidia.com/gpu": "8" } };
  const containers = [{ name: "main", image: "i:1", resources }];
  store().create(aNode("n1"));
  store().create(aPod("first", { containers }));
  store().create(aPod("second", { containers }));
  expect(nodesOf(pods())).toEqual(["", "n1"]);
  finish(present(store().get("v1/Pod", NAMESPACE, "first")), "Succeeded");
  expect(nodesOf(pods())).toEqual(["n1", "n1"]);
});

test("a Job whose ServiceAccount is missing starts its pod when the account comes", () => {
  const podSpec = { ...aJob("x").spec.template.spec, serviceAccountName: "installer" };
  store().create(aNode("n1"));
  store().create(aJob("run", { template: { spec: podSpec } }));
  expect(pods()).toEqual([]);
  store().create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "installer", namespace: NAMESPACE } });
  expect(nodesOf(pods())).toEqual(["n1"]);
});
