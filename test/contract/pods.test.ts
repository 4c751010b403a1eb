/** Pods: how they start, run, end and are refused a start; what their status says at each point. */
import { beforeAll, describe, expect, test } from "vitest";
import { aUsableNode } from "./support/nodes.ts";
import {
  conditionOf,
  isRunning,
  RUNS_LONG,
  runToEnd,
  SUCCEEDS,
  shellContainer,
  shellPod,
  stateOf,
} from "./support/pods.ts";
import { ok, refused } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const here = topic("pods");
const { pods, configMaps, nodes } = here;

const UNPULLABLE = "registry.invalid/nothing:1";

let node: string;

beforeAll(async () => {
  node = (await aUsableNode(here)).metadata.name;
});

/** Runs it to its end. */
const ended = (sent: ReturnType<typeof shellPod>) => runToEnd(pods, sent);

describe("a pod", () => {
  test("gets the fields that its sender left out", async () => {
    const made = await ok(
      pods.create({
        metadata: { name: "defaults" },
        spec: { containers: [{ name: "a", image: "x", ports: [{ containerPort: 1 }] }] },
      }),
    );
    expect(made).toMatchObject({
      spec: {
        restartPolicy: "Always",
        dnsPolicy: "ClusterFirst",
        terminationGracePeriodSeconds: 30,
        serviceAccountName: "default",
        schedulerName: "default-scheduler",
        enableServiceLinks: true,
        preemptionPolicy: "PreemptLowerPriority",
        priority: 0,
        containers: [
          {
            imagePullPolicy: "Always",
            terminationMessagePath: "/dev/termination-log",
            terminationMessagePolicy: "File",
            resources: {},
            ports: [{ containerPort: 1, protocol: "TCP" }],
          },
        ],
      },
      status: { phase: "Pending", qosClass: "BestEffort" },
    });
    expect(made.spec?.tolerations).toEqual(
      expect.arrayContaining([
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      ]),
    );
    await pods.delete("defaults", { gracePeriodSeconds: 0 });
  });

  test("is scheduled, runs and becomes ready", async () => {
    await ok(pods.create(shellPod("scheduled", RUNS_LONG)));
    const running = await pods.until("scheduled", "is ready", (pod) => conditionOf(pod, "Ready")?.status === "True");
    expect(running.spec?.nodeName).toMatch(/./);
    expect(running.status).toMatchObject({ phase: "Running" });
    expect(running.status?.podIP).toMatch(/^[0-9a-f.:]+$/);
    for (const type of ["PodScheduled", "Initialized", "ContainersReady"]) {
      expect({ type, status: conditionOf(running, type)?.status }).toEqual({ type, status: "True" });
    }
    expect(running.status?.containerStatuses).toMatchObject([
      { name: "main", ready: true, started: true, restartCount: 0, state: { running: {} } },
    ]);
    expect(running.status?.containerStatuses?.[0]?.containerID).toMatch(/^[a-z-]+:\/\/[0-9a-f]{64}$/);
  });

  test("pinned by nodeName runs on that node, whatever the scheduler thinks", async () => {
    const spec = { nodeName: node, nodeSelector: undefined };
    const over = await ended(shellPod("pinned", SUCCEEDS, { spec }));
    expect(over.spec?.nodeName).toBe(node);
    expect(over.status?.hostIP).toBe(
      (await ok(nodes.get(node))).status?.addresses?.find(({ type }) => type === "InternalIP")?.address,
    );
  });

  test("that no node fits stays Pending, and says why", async () => {
    const spec = { nodeSelector: { "contract.lamplighter.dev/nowhere": "yes" } };
    await ok(pods.create(shellPod("homeless", SUCCEEDS, { spec })));
    const waiting = await pods.until(
      "homeless",
      "is refused",
      (pod) => conditionOf(pod, "PodScheduled")?.status === "False",
    );
    expect(waiting.status?.phase).toBe("Pending");
    expect(conditionOf(waiting, "PodScheduled")).toMatchObject({
      reason: "Unschedulable",
      message: expect.stringMatching(
        /^0\/\d+ nodes are available: .*node\(s\) didn't match Pod's node affinity\/selector/,
      ) as unknown,
    });
    await pods.delete("homeless", { gracePeriodSeconds: 0 });
  });

  test("that asks for devices that no node has stays Pending", async () => {
    const resources = { limits: { "contract.lamplighter.dev/device": "1" } };
    await ok(pods.create(shellPod("deviceless", SUCCEEDS, { container: { resources } })));
    const waiting = await pods.until(
      "deviceless",
      "is refused",
      (pod) => conditionOf(pod, "PodScheduled")?.status === "False",
    );
    expect(conditionOf(waiting, "PodScheduled")?.message).toContain("Insufficient contract.lamplighter.dev/device");
    await pods.delete("deviceless", { gracePeriodSeconds: 0 });
  });

  test("of an absent ServiceAccount is refused", async () => {
    const spec = { serviceAccountName: "absent" };
    expect(await refused(pods.create(shellPod("accountless", SUCCEEDS, { spec })))).toMatchObject({ httpStatus: 403 });
  });

  test("of an absent priority class is refused", async () => {
    const spec = { priorityClassName: "contract-absent" };
    expect(await refused(pods.create(shellPod("classless", SUCCEEDS, { spec })))).toMatchObject({ httpStatus: 403 });
  });
});

describe("its end", () => {
  test("with exit code 0 is success", async () => {
    const over = await ended(shellPod("succeeds", "exit 0"));
    expect(over.status?.phase).toBe("Succeeded");
    expect(stateOf(over).terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
    expect(conditionOf(over, "Ready")).toMatchObject({ status: "False", reason: "PodCompleted" });
  });

  test("with another exit code is failure", async () => {
    const over = await ended(shellPod("fails", "exit 42"));
    expect(over.status?.phase).toBe("Failed");
    const { terminated } = stateOf(over);
    expect(terminated).toMatchObject({ exitCode: 42, reason: "Error" });
    expect(String(terminated?.startedAt) <= String(terminated?.finishedAt)).toBe(true);
  });

  test("of one of two containers is the end of neither the pod nor the other", async () => {
    const containers = [shellContainer("exit 3", { name: "short" }), shellContainer(RUNS_LONG, { name: "long" })];
    await ok(pods.create(shellPod("pair", "", { spec: { containers } })));
    const half = await pods.until("pair", "has lost one", (pod) => stateOf(pod, "short").terminated !== undefined);
    expect(half.status?.phase).toBe("Running");
    expect(stateOf(half, "long").running).toBeDefined();
    expect(conditionOf(half, "Ready")).toMatchObject({ status: "False", reason: "ContainersNotReady" });
  });

  test("comes when its deadline does, and is a failure", async () => {
    const over = await ended(shellPod("overdue", RUNS_LONG, { spec: { activeDeadlineSeconds: 8 } }));
    expect(over.status).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded" });
  });

  test("of a container that may restart is followed by another start", async () => {
    await ok(pods.create(shellPod("restless", "exit 1", { spec: { restartPolicy: "OnFailure" } })));
    const again = await pods.until(
      "restless",
      "restarted",
      (pod) => (pod.status?.containerStatuses?.[0]?.restartCount ?? 0) > 0,
    );
    expect(again.status?.phase).toBe("Running");
    expect(again.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: "Error" });
  });

  test("of a container that ends again and again is backed off from", async () => {
    await ok(pods.create(shellPod("crashing", "exit 1", { spec: { restartPolicy: "Always" } })));
    const waiting = await pods.until(
      "crashing",
      "is backed off from",
      (pod) => stateOf(pod).waiting?.reason === "CrashLoopBackOff",
    );
    expect(stateOf(waiting).waiting?.message).toContain("back-off");
    expect(waiting.status?.phase).toBe("Running");
  });
});

describe("an image", () => {
  test("that cannot be pulled keeps its pod waiting, with a reason", async () => {
    await ok(pods.create(shellPod("imageless", SUCCEEDS, { container: { image: UNPULLABLE } })));
    const waiting = await pods.until("imageless", "is waiting for its image", (pod) =>
      ["ErrImagePull", "ImagePullBackOff"].includes(stateOf(pod).waiting?.reason ?? ""),
    );
    expect(waiting.status?.phase).toBe("Pending");
    await pods.until("imageless", "backs off", (pod) => stateOf(pod).waiting?.reason === "ImagePullBackOff");
    await pods.delete("imageless");
  });
});

describe("a deleted pod", () => {
  test("is marked first, with its grace, and gone after it", async () => {
    await ok(pods.create(shellPod("graceful", RUNS_LONG)));
    await pods.until("graceful", "is running", isRunning);
    const answer = await ok(pods.delete("graceful", { gracePeriodSeconds: 5 }));
    expect(answer.metadata).toMatchObject({ name: "graceful", deletionGracePeriodSeconds: 5 });
    expect(answer.metadata.deletionTimestamp).toBeDefined();
    expect(await pods.gone("graceful")).toBe("gone");
  });

  test("without grace is gone at once", async () => {
    await ok(pods.create(shellPod("abrupt", RUNS_LONG)));
    await pods.until("abrupt", "is running", isRunning);
    await ok(pods.delete("abrupt", { gracePeriodSeconds: 0 }));
    expect((await pods.get("abrupt")).status).toBe(404);
  });

  test("that was never scheduled is gone at once", async () => {
    const spec = { nodeSelector: { "contract.lamplighter.dev/nowhere": "yes" } };
    await ok(pods.create(shellPod("unscheduled", SUCCEEDS, { spec })));
    await ok(pods.delete("unscheduled"));
    expect((await pods.get("unscheduled")).status).toBe(404);
  });

  test("goes with the ConfigMap that owns it", async () => {
    const owner = await ok(configMaps.create({ metadata: { name: "run" } }));
    const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "run", uid: owner.metadata.uid }];
    const pod = shellPod("owned", RUNS_LONG);
    await ok(pods.create({ ...pod, metadata: { ...pod.metadata, ownerReferences } }));
    await pods.until("owned", "is running", isRunning);
    await ok(configMaps.delete("run", { propagationPolicy: "Background" }));
    expect(await pods.gone("owned")).toBe("gone");
  });
});

test("labels and annotations of a running pod may change", async () => {
  await ok(pods.create(shellPod("labelled", RUNS_LONG)));
  const changed = await ok(
    pods.patch("labelled", "merge", { metadata: { labels: { seen: "yes" }, annotations: { a: "b" } } }),
  );
  expect(changed.metadata).toMatchObject({ labels: { seen: "yes" }, annotations: { a: "b" } });
});
