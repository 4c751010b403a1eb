/** What happens inside a pod: last words, init containers, volumes and variables. */
import { beforeAll, describe, expect, test } from "vitest";
import { meanwhile } from "./support/eventually.ts";
import { aUsableNode } from "./support/nodes.ts";
import {
  type ContainerChanges,
  conditionOf,
  isOver,
  mountAt,
  runToEnd,
  SUCCEEDS,
  shellContainer,
  shellPod,
  stateOf,
} from "./support/pods.ts";
import { ok } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { topic } from "./support/topic.ts";

const here = topic("containers");
const { pods, configMaps } = here;

let node: string;

beforeAll(async () => {
  node = (await aUsableNode(here)).metadata.name;
});

/** Runs it to its end. */
const ended = (sent: ReturnType<typeof shellPod>) => runToEnd(pods, sent);

describe("a termination message", () => {
  const messageOf = async (name: string, script: string, container: ContainerChanges = {}) =>
    stateOf(await ended(shellPod(name, script, { container }))).terminated?.message;

  test("is what it wrote to its message path", async () => {
    expect(await messageOf("message", "echo '{\"a\":1}' > $LAST_WORDS")).toBe('{"a":1}\n');
  });

  test("may have another path", async () => {
    const terminationMessagePath = "/tmp/elsewhere";
    const container = { terminationMessagePath, env: [{ name: "ELSEWHERE", value: terminationMessagePath }] };
    expect(await messageOf("path", "echo elsewhere > $ELSEWHERE", container)).toBe("elsewhere\n");
  });

  test("is cut to 4096 bytes", async () => {
    const script = "i=0; while [ $i -lt 500 ]; do echo 0123456789; i=$((i+1)); done > $LAST_WORDS";
    expect(Buffer.byteLength((await messageOf("long-message", script)) ?? "")).toBe(4096);
  });

  test("is absent when nothing was written", async () => {
    expect(await messageOf("silent", "echo only to the log; exit 1")).toBeUndefined();
  });

  test("falls back to the end of the log of a failure, when asked to", async () => {
    const container = { terminationMessagePolicy: "FallbackToLogsOnError" };
    expect(await messageOf("fallback", "echo first; echo it broke; exit 1", container)).toContain("it broke");
    expect(await messageOf("no-fallback", "echo all is well", container)).toBeUndefined();
  });

  test("from the log is at most 2048 bytes and 80 lines", async () => {
    const container = { terminationMessagePolicy: "FallbackToLogsOnError" };
    const script = "i=0; while [ $i -lt 200 ]; do echo line $i; i=$((i+1)); done; exit 1";
    const message = (await messageOf("long-fallback", script, container)) ?? "";
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2048);
    expect(message.trimEnd().split("\n").length).toBeLessThanOrEqual(80);
    expect(message).toContain("line 199");
  });
});

describe("init containers", () => {
  const withInit = (name: string, init: string[], script: string) =>
    shellPod(name, script, {
      spec: {
        initContainers: init.map((each, index) => shellContainer(each, { name: `init-${index}`, ...shared })),
        volumes: [{ name: "shared", emptyDir: {} }],
      },
      container: shared,
    });
  const shared = mountAt("shared", "/shared");

  test("run one after the other before the others, and share volumes with them", async () => {
    const init = ["echo first > $SHARED/log", "echo second >> $SHARED/log"];
    const over = await ended(withInit("init", init, "cat $SHARED/log > $LAST_WORDS"));
    expect(stateOf(over).terminated?.message).toBe("first\nsecond\n");
    expect(over.status?.initContainerStatuses).toMatchObject([
      { name: "init-0", ready: true, state: { terminated: { exitCode: 0, reason: "Completed" } } },
      { name: "init-1", ready: true, state: { terminated: { exitCode: 0 } } },
    ]);
  });

  test("that fail for good fail their pod", async () => {
    const over = await ended(withInit("init-fails", ["exit 7"], SUCCEEDS));
    expect(over.status?.phase).toBe("Failed");
    expect(over.status?.initContainerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 7 });
    expect(stateOf(over).waiting).toMatchObject({ reason: "PodInitializing" });
    expect(conditionOf(over, "Initialized")).toMatchObject({ status: "False" });
  });
});

describe("volumes and variables", () => {
  test("a ConfigMap's keys become files, binary ones too", async () => {
    const binaryData = { raw: Buffer.from([0, 255, 10]).toString("base64") };
    await ok(configMaps.create({ metadata: { name: "files" }, data: { text: "from the map" }, binaryData }));
    const over = await ended(
      shellPod("mounted", "cat $FILES/text > $LAST_WORDS; wc -c < $FILES/raw >> $LAST_WORDS", {
        spec: { volumes: [{ name: "files", configMap: { name: "files" } }] },
        container: mountAt("files", "/files"),
      }),
    );
    expect(stateOf(over).terminated?.message).toMatch(/^from the map\s*3\n$/);
  });

  test("chosen keys of a ConfigMap get chosen paths", async () => {
    await ok(configMaps.create({ metadata: { name: "chosen" }, data: { a: "A", b: "B" } }));
    const over = await ended(
      shellPod("chosen", "cat $FILES/deep/a > $LAST_WORDS; ls $FILES >> $LAST_WORDS", {
        spec: { volumes: [{ name: "files", configMap: { name: "chosen", items: [{ key: "a", path: "deep/a" }] } }] },
        container: mountAt("files", "/files"),
      }),
    );
    expect(stateOf(over).terminated?.message).toBe("Adeep\n");
  });

  test("a pod waits in ContainerCreating for its ConfigMap, and starts once it is there", async () => {
    const spec = { volumes: [{ name: "late", configMap: { name: "late" } }] };
    await ok(pods.create(shellPod("patient", SUCCEEDS, { spec, container: mountAt("late", "/late") })));
    await pods.until("patient", "has a node", (pod) => pod.spec?.nodeName !== undefined);
    await meanwhile(8);
    expect(stateOf(await ok(pods.get("patient"))).waiting?.reason).toBe("ContainerCreating");
    await ok(configMaps.create({ metadata: { name: "late" } }));
    expect((await pods.until("patient", "is over", isOver)).status?.phase).toBe("Succeeded");
  });

  test("variables come from values, from the pod's own fields and from ConfigMaps", async () => {
    await ok(configMaps.create({ metadata: { name: "variables" }, data: { greeting: "hello" } }));
    const env = [
      { name: "PLAIN", value: "value" },
      { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      { name: "MAP", valueFrom: { configMapKeyRef: { name: "variables", key: "greeting" } } },
    ];
    const over = await ended(
      shellPod("variables", 'echo "$PLAIN $POD $NODE $MAP" > $LAST_WORDS', { container: { env } }),
    );
    expect(stateOf(over).terminated?.message).toBe(`value variables ${over.spec?.nodeName} hello\n`);
  });

  test("the host's files are there through hostPath", async () => {
    const over = await ended(
      shellPod("host", "cat $HOST/etc/os-release > $LAST_WORDS", {
        spec: { volumes: [{ name: "host", hostPath: { path: "/", type: "Directory" } }] },
        container: mountAt("host", "/host"),
      }),
    );
    expect(stateOf(over).terminated?.message).toContain("NAME=");
  });

  test("a pod waits for a host directory or socket that must exist, and an event says so", async () => {
    for (const type of ["Directory", "Socket"]) {
      const name = `hostless-${type.toLowerCase()}`;
      const path = `/run/lamplighter-contract-${settings().suffix}`;
      const spec = { nodeName: node, volumes: [{ name: "missing", hostPath: { path, type } }] };
      const container = { volumeMounts: [{ name: "missing", mountPath: "/missing" }] };
      await ok(pods.create(shellPod(name, SUCCEEDS, { spec, container })));
      await here.eventOf(name, "FailedMount", /hostPath type check failed/);
      expect(stateOf(await ok(pods.get(name))).waiting?.reason).toBe("ContainerCreating");
    }
  });

  test("a pod that waits for a host directory starts by itself once it appears", async (context) => {
    context.skip(!settings().allowNodeChanges, "it makes a directory in a node's /tmp: needs --allow-node-changes");
    const path = `/tmp/lamplighter-contract-${settings().suffix}`;
    const waiting = {
      spec: { nodeName: node, volumes: [{ name: "late", hostPath: { path, type: "Directory" } }] },
      container: { volumeMounts: [{ name: "late", mountPath: "/late" }] },
    };
    const onHost = {
      spec: { nodeName: node, volumes: [{ name: "tmp", hostPath: { path: "/tmp" } }] },
      container: mountAt("tmp", "/host-tmp"),
    };
    const folder = `$TMP/lamplighter-contract-${settings().suffix}`;
    await ok(pods.create(shellPod("waits-for-host", SUCCEEDS, waiting)));
    await here.eventOf("waits-for-host", "FailedMount", /hostPath type check failed/);
    await ended(shellPod("makes-directory", `mkdir ${folder}`, onHost));
    expect((await pods.until("waits-for-host", "is over", isOver)).status?.phase).toBe("Succeeded");
    await ended(shellPod("removes-directory", `rmdir ${folder}`, onHost));
  });
});
