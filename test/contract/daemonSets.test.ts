/** DaemonSets: on which nodes they want a pod, what they count, how they roll out. */
import { basename } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { changingNodes } from "./support/nodeChanges.ts";
import { usableNodes } from "./support/nodes.ts";
import {
  type ContainerChanges,
  isRunning,
  mountAt,
  RUNS_LONG,
  runToEnd,
  shellPod,
  shellPodSpec,
  stateOf,
} from "./support/pods.ts";
import { ok, refused, type Sent } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { type DaemonSet, type Node, type Pod, topic } from "./support/topic.ts";
import { tolerationsOf } from "./support/usableNode.ts";

const here = topic("daemonsets");
const { daemonSets, pods, nodes } = here;

let usable: Node[];
let hostname: string;

beforeAll(async () => {
  usable = await usableNodes(here);
  hostname = usable[0]?.metadata.labels?.["kubernetes.io/hostname"] ?? "";
});

function aDaemonSet(name: string, spec: object = {}, container: ContainerChanges = {}): Sent {
  const { restartPolicy: _, ...podSpec } = shellPodSpec(RUNS_LONG, container);
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { ...podSpec, ...spec } },
    },
  };
}

/** By affinity, as all of the app's DaemonSets are placed. */
function onlyWhere(key: string, values: string[]) {
  const nodeSelectorTerms = [{ matchExpressions: [{ key, operator: "In", values }] }];
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } };
}

const onOneNode = () => onlyWhere("kubernetes.io/hostname", [hostname]);

/** What a pod needs to get onto that node before the suite changes it. */
const ofNode = () => tolerationsOf(usable[0] ?? {});

async function podsOf(name: string): Promise<Pod[]> {
  const { items } = await ok(pods.list({ labelSelector: `app=${name}` }));
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

const NO_INETD = 64;

/** With busybox's inetd, whose sockets stay when it is gone. */
function makesSocket(path: string): string {
  const socket = `$TMP/${basename(path)}`;
  return [
    `command -v inetd || exit ${NO_INETD}`,
    `echo "${socket} stream unix nowait root /bin/cat cat" > $WORK/inetd.conf`,
    "inetd $WORK/inetd.conf",
    `i=0; until test -S ${socket} || [ $i -gt 30 ]; do sleep 1; i=$((i+1)); done; test -S ${socket}`,
  ].join("; ");
}

/** On the node of `onOneNode`, with its /tmp. */
function onHost(name: string, script: string) {
  const mounts = [mountAt("tmp", "/host-tmp"), mountAt("work", "/work")];
  return shellPod(name, script, {
    spec: {
      nodeName: usable[0]?.metadata.name ?? "",
      volumes: [
        { name: "tmp", hostPath: { path: "/tmp" } },
        { name: "work", emptyDir: {} },
      ],
    },
    container: {
      volumeMounts: mounts.flatMap(({ volumeMounts }) => volumeMounts),
      env: mounts.flatMap(({ env }) => env),
    },
  });
}

/** All of its pods are of the newest template, and available. */
const isRolledOut = ({ metadata, status }: DaemonSet) =>
  status !== undefined &&
  status.observedGeneration === metadata.generation &&
  status.desiredNumberScheduled > 0 &&
  status.updatedNumberScheduled === status.desiredNumberScheduled &&
  status.numberAvailable === status.desiredNumberScheduled;

describe("placement", () => {
  test("on any Linux node is one pod on every node that lets it", async () => {
    await ok(daemonSets.create(aDaemonSet("everywhere")));
    const { status } = await daemonSets.until("everywhere", "is rolled out", isRolledOut);
    const running = await podsOf("everywhere");
    expect(running).toHaveLength(status?.desiredNumberScheduled ?? -1);
    expect(new Set(running.map(({ spec }) => spec?.nodeName)).size).toBe(running.length);
    expect(running.map(({ spec }) => spec?.nodeName)).toEqual(
      expect.arrayContaining(usable.map(({ metadata }) => metadata.name)),
    );
    await ok(daemonSets.delete("everywhere"));
  });

  test("by node affinity is on the nodes that it names", async () => {
    await ok(daemonSets.create(aDaemonSet("chosen", onOneNode())));
    const { status } = await daemonSets.until("chosen", "is rolled out", isRolledOut);
    expect(status).toMatchObject({
      desiredNumberScheduled: 1,
      currentNumberScheduled: 1,
      numberReady: 1,
      numberAvailable: 1,
      updatedNumberScheduled: 1,
      numberMisscheduled: 0,
    });
    expect(status?.numberUnavailable ?? 0).toBe(0);
  });

  test("on no node at all is 0 desired, and observed", async () => {
    await ok(daemonSets.create(aDaemonSet("nowhere", onlyWhere("contract.lamplighter.dev/nowhere", ["yes"]))));
    const { status } = await daemonSets.until(
      "nowhere",
      "is observed",
      (each) => each.status?.observedGeneration === 1,
    );
    expect(status).toMatchObject({ desiredNumberScheduled: 0, currentNumberScheduled: 0, numberReady: 0 });
    expect(await podsOf("nowhere")).toEqual([]);
  });

  test("follows the labels of the nodes", async (context) => {
    context.skip(!settings().allowNodeChanges, "it labels a node: needs --allow-node-changes");
    await changingNodes(here, async () => {
      const key = `contract.lamplighter.dev/daemonsets-${settings().suffix}`;
      const name = usable[0]?.metadata.name ?? "";
      await ok(daemonSets.create(aDaemonSet("following", onlyWhere(key, ["yes"]))));
      await daemonSets.until("following", "wants nothing", ({ status }) => status?.observedGeneration === 1);
      await ok(nodes.patch(name, "merge", { metadata: { labels: { [key]: "yes" } } }));
      await daemonSets.until("following", "is rolled out", isRolledOut);
      await ok(nodes.patch(name, "merge", { metadata: { labels: { [key]: null } } }));
      const { status } = await daemonSets.until(
        "following",
        "is gone",
        (each) => each.status?.currentNumberScheduled === 0,
      );
      expect(status?.desiredNumberScheduled).toBe(0);
    });
  });

  test("respects a taint until it is tolerated", async (context) => {
    context.skip(!settings().allowNodeChanges, "it taints a node: needs --allow-node-changes");
    await changingNodes(here, async () => {
      const key = `contract.lamplighter.dev/daemonsets-${settings().suffix}`;
      const name = usable[0]?.metadata.name ?? "";
      const taints = (await ok(nodes.get(name))).spec?.taints ?? [];
      const intolerant = { ...onOneNode(), tolerations: ofNode() };
      await ok(
        nodes.patch(name, "merge", { spec: { taints: [...taints, { key, value: "yes", effect: "NoSchedule" }] } }),
      );
      try {
        await ok(daemonSets.create(aDaemonSet("tainted", intolerant)));
        const refusing = await daemonSets.until(
          "tainted",
          "is observed",
          ({ status }) => status?.observedGeneration === 1,
        );
        expect(refusing.status?.desiredNumberScheduled).toBe(0);
        const tolerations = [...ofNode(), { key, operator: "Equal", value: "yes", effect: "NoSchedule" }];
        await ok(daemonSets.patch("tainted", "merge", { spec: { template: { spec: { tolerations } } } }));
        await daemonSets.until("tainted", "is rolled out", isRolledOut);
      } finally {
        const now = (await ok(nodes.get(name))).spec?.taints ?? [];
        await ok(nodes.patch(name, "merge", { spec: { taints: now.filter((taint) => taint.key !== key) } }));
      }
    });
  });
});

describe("its pods", () => {
  test("are owned, labelled and pinned to their node, and tolerate a cordoned one", async () => {
    await ok(daemonSets.create(aDaemonSet("owned", { ...onOneNode(), tolerations: ofNode() })));
    const { metadata } = await daemonSets.until("owned", "is rolled out", isRolledOut);
    const [pod] = await podsOf("owned");
    expect(pod).toMatchObject({
      metadata: {
        generateName: "owned-",
        ownerReferences: [
          { apiVersion: "apps/v1", kind: "DaemonSet", name: "owned", uid: metadata.uid, controller: true },
        ],
        labels: { app: "owned" },
      },
      spec: {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", values: [usable[0]?.metadata.name] }] }],
            },
          },
        },
      },
    });
    expect(pod?.metadata.labels?.["controller-revision-hash"]).toMatch(/./);
    expect(pod?.spec?.tolerations).toContainEqual({
      key: "node.kubernetes.io/unschedulable",
      operator: "Exists",
      effect: "NoSchedule",
    });
  });

  test("are replaced when they are deleted", async () => {
    await ok(daemonSets.create(aDaemonSet("replaced", onOneNode())));
    await daemonSets.until("replaced", "is rolled out", isRolledOut);
    const [former] = await podsOf("replaced");
    await ok(pods.delete(former?.metadata.name ?? ""));
    expect(await pods.gone(former?.metadata.name ?? "")).toBe("gone");
    await daemonSets.until("replaced", "is rolled out again", isRolledOut);
    const [latter] = await podsOf("replaced");
    expect(latter?.metadata.uid).not.toBe(former?.metadata.uid);
  });

  test("that cannot start are counted as unavailable", async () => {
    const path = `/run/lamplighter-contract-${settings().suffix}`;
    const volumes = [{ name: "socket", hostPath: { path, type: "Socket" } }];
    const container = { volumeMounts: [{ name: "socket", mountPath: "/socket" }] };
    await ok(daemonSets.create(aDaemonSet("waiting", { ...onOneNode(), volumes }, container)));
    const { status } = await daemonSets.until(
      "waiting",
      "has a pod",
      (each) => each.status?.currentNumberScheduled === 1,
    );
    expect(status).toMatchObject({ desiredNumberScheduled: 1, numberReady: 0, numberUnavailable: 1 });
    const [pod] = await podsOf("waiting");
    await here.eventOf(pod?.metadata.name ?? "", "FailedMount", /hostPath type check failed: .* is not a socket file/);
  });

  test("that wait for a socket start by themselves once it is there", async (context) => {
    context.skip(!settings().allowNodeChanges, "it makes a socket in a node's /tmp: needs --allow-node-changes");
    const path = `/tmp/lamplighter-contract-${settings().suffix}-socket`;
    const volumes = [{ name: "socket", hostPath: { path, type: "Socket" } }];
    const container = { volumeMounts: [{ name: "socket", mountPath: "/socket" }] };
    await ok(daemonSets.create(aDaemonSet("patient", { ...onOneNode(), volumes }, container)));
    await daemonSets.until("patient", "has a pod", ({ status }) => status?.currentNumberScheduled === 1);
    const [waiting] = await podsOf("patient");
    await here.eventOf(
      waiting?.metadata.name ?? "",
      "FailedMount",
      /hostPath type check failed: .* is not a socket file/,
    );
    const made = await runToEnd(pods, onHost("makes-socket", makesSocket(path)));
    context.skip(stateOf(made).terminated?.exitCode === NO_INETD, "the image has no inetd to make a socket with");
    await daemonSets.until("patient", "is rolled out", isRolledOut);
    expect((await podsOf("patient")).map(({ metadata }) => metadata.uid)).toEqual([waiting?.metadata.uid]);
    await runToEnd(pods, onHost("removes-socket", `rm -f $TMP/${basename(path)}`));
  });

  test("go with their DaemonSet", async () => {
    await ok(daemonSets.create(aDaemonSet("leaving", onOneNode())));
    await daemonSets.until("leaving", "is rolled out", isRolledOut);
    const [pod] = await podsOf("leaving");
    await ok(daemonSets.delete("leaving", { propagationPolicy: "Background" }));
    expect(await pods.gone(pod?.metadata.name ?? "")).toBe("gone");
  });
});

describe("a rollout", () => {
  test("replaces every pod by one of the new template, and counts it as updated", async () => {
    await ok(daemonSets.create(aDaemonSet("rolling", onOneNode())));
    await daemonSets.until("rolling", "is rolled out", isRolledOut);
    const [former] = await podsOf("rolling");
    const env = [{ name: "VERSION", value: "2" }];
    const template = { spec: { containers: [{ name: "main", env }] } };
    const patched = await ok(daemonSets.patch("rolling", "strategic", { spec: { template } }));
    expect(patched.metadata.generation).toBe(2);
    await daemonSets.until("rolling", "is rolled out again", isRolledOut);
    const [latter] = (await podsOf("rolling")).filter(isRunning);
    expect(latter?.metadata.uid).not.toBe(former?.metadata.uid);
    expect(latter?.metadata.labels?.["controller-revision-hash"]).not.toBe(
      former?.metadata.labels?.["controller-revision-hash"],
    );
    expect(latter?.spec?.containers[0]?.env).toContainEqual(env[0]);
  });

  test("waits for deletions by hand under OnDelete", async () => {
    const sent = aDaemonSet("on-delete", onOneNode());
    await ok(
      daemonSets.create({ ...sent, spec: { ...(sent["spec"] as object), updateStrategy: { type: "OnDelete" } } }),
    );
    await daemonSets.until("on-delete", "is rolled out", isRolledOut);
    const env = [{ name: "VERSION", value: "2" }];
    await ok(
      daemonSets.patch("on-delete", "strategic", {
        spec: { template: { spec: { containers: [{ name: "main", env }] } } },
      }),
    );
    const outdated = await daemonSets.until(
      "on-delete",
      "is observed",
      ({ status }) => status?.observedGeneration === 2,
    );
    expect(outdated.status?.updatedNumberScheduled ?? 0).toBe(0);
    const [pod] = await podsOf("on-delete");
    await ok(pods.delete(pod?.metadata.name ?? ""));
    await daemonSets.until("on-delete", "is rolled out again", isRolledOut);
  });
});

test("a DaemonSet gets its defaults", async () => {
  const made = await ok(
    daemonSets.create(aDaemonSet("defaults", onlyWhere("contract.lamplighter.dev/nowhere", ["yes"]))),
  );
  expect(made.spec).toMatchObject({
    revisionHistoryLimit: 10,
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    template: { spec: { restartPolicy: "Always" } },
  });
});

test("a DaemonSet's selector cannot change", async () => {
  await ok(daemonSets.create(aDaemonSet("fixed", onlyWhere("contract.lamplighter.dev/nowhere", ["yes"]))));
  const labels = { app: "other" };
  const change = { spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } };
  expect(await refused(daemonSets.patch("fixed", "merge", change))).toMatchObject({
    httpStatus: 422,
    details: { causes: [{ field: "spec.selector" }] },
  });
});
