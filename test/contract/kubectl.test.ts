/** What people do with kubectl. It must be here in CI; elsewhere its absence is said. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { eventually } from "./support/eventually.ts";
import { findKubectl, hasScript, type Kubectl, openKubectl } from "./support/kubectl.ts";
import { cordonMark, SUITE_LABEL } from "./support/names.ts";
import { releaseNodes, takeNodes } from "./support/nodeChanges.ts";
import { aUsableNode } from "./support/nodes.ts";
import { isRunning, RUNS_LONG, SUCCEEDS, shellPod, shellPodSpec } from "./support/pods.ts";
import { ok } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { type Node, topic } from "./support/topic.ts";

const here = topic("kubectl");
const { configMaps, pods, nodes, namespaces, namespace, named } = here;

const program = findKubectl();

let kubectl: Kubectl;
let node: Node;

beforeAll(async () => {
  if (program === undefined && process.env["CI"] !== undefined) {
    throw new Error("There is no kubectl: npm run setup:ci brings it");
  }
  kubectl = openKubectl(program ?? "kubectl", namespace);
  node = await aUsableNode(here);
  await ok(pods.create(shellPod("web", `echo ready to serve; ${RUNS_LONG}`, { labels: { app: "web" } })));
  await pods.until("web", "is running", isRunning);
});

afterAll(() => kubectl.close());

beforeEach((context) => context.skip(program === undefined, "there is no kubectl: npm run setup:ci brings it"));

const onNode = () => ({ "kubernetes.io/hostname": node.metadata.labels?.["kubernetes.io/hostname"] ?? "" });

function aDaemonSet(name: string): object {
  const { restartPolicy: _, ...podSpec } = shellPodSpec(RUNS_LONG);
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { ...podSpec, nodeSelector: onNode() } };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template },
  };
}

const aConfigMap = (name: string, data: object = { key: "value" }) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

describe("get", () => {
  test("shows nodes with status, roles, age and version", async () => {
    const [header = "", ...rows] = (await kubectl.run("get", "nodes")).trim().split("\n");
    expect(header.split(/\s+/)).toEqual(["NAME", "STATUS", "ROLES", "AGE", "VERSION"]);
    expect(rows.find((row) => row.startsWith(`${node.metadata.name} `))).toMatch(/\sReady\S*\s+\S+\s+\S+\s+v1\./);
  });

  test("-o wide shows more of them", async () => {
    const [header = ""] = (await kubectl.run("get", "nodes", "-o", "wide")).split("\n");
    expect(header).toMatch(/INTERNAL-IP\s+EXTERNAL-IP\s+OS-IMAGE\s+KERNEL-VERSION\s+CONTAINER-RUNTIME/);
  });

  test("shows pods with how many are ready", async () => {
    expect(await kubectl.run("get", "pods", "-l", "app=web")).toMatch(
      /NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\nweb\s+1\/1\s+Running\s+0\s/,
    );
  });

  test("-o yaml shows the object as it is", async () => {
    const shown = parse(await kubectl.run("get", "pod", "web", "-o", "yaml")) as object;
    expect(shown).toMatchObject({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace },
      status: { phase: "Running" },
    });
  });

  test("-o name, -o jsonpath and --show-labels work", async () => {
    expect(await kubectl.run("get", "pods", "-o", "name")).toContain("pod/web\n");
    expect(await kubectl.run("get", "pod", "web", "-o", "jsonpath={.spec.nodeName}")).toMatch(/./);
    expect(await kubectl.run("get", "pods", "--show-labels")).toContain("app=web");
  });

  test("knows short names and several kinds at once", async () => {
    const shown = await kubectl.run("get", "cm,ds,po,sa,jobs");
    for (const name of ["configmap/kube-root-ca.crt", "pod/web", "serviceaccount/default"])
      expect(shown).toContain(name);
  });

  test("of something absent fails, naming it", async () => {
    await expect(kubectl.run("get", "pod", "absent")).rejects.toThrow('(NotFound): pods "absent" not found');
    await expect(kubectl.run("get", "gadgets")).rejects.toThrow(`the server doesn't have a resource type "gadgets"`);
  });

  test("--watch shows changes as they come", async () => {
    await ok(configMaps.create({ ...aConfigMap("watched"), metadata: { name: "watched", labels: { watch: "yes" } } }));
    const watching = kubectl.start("get", "configmaps", "-l", "watch=yes", "--watch", "--output-watch-events");
    const lines = createInterface({ input: watching.stdout as Readable })[Symbol.asyncIterator]();
    const next = async () => (await lines.next()).value as string;
    expect(await next()).toMatch(/^EVENT\s+NAME\s+DATA\s+AGE/);
    expect(await next()).toMatch(/^ADDED\s+watched\s+1\s/);
    await ok(configMaps.patch("watched", "merge", { data: { second: "2" } }));
    expect(await next()).toMatch(/^MODIFIED\s+watched\s+2\s/);
    await ok(configMaps.delete("watched"));
    expect(await next()).toMatch(/^DELETED\s+watched\s+2\s/);
    watching.kill();
    await once(watching, "close");
  });
});

describe("a description of", () => {
  test("a node: labels, capacity, conditions, pods", async () => {
    const shown = await kubectl.run("describe", "node", node.metadata.name);
    for (const part of [
      "Name:",
      "Labels:",
      "Taints:",
      "Capacity:",
      "Allocatable:",
      "System Info:",
      "Non-terminated Pods:",
    ]) {
      expect(shown).toContain(part);
    }
    expect(shown).toMatch(/Ready\s+True/);
    expect(shown).toMatch(/Lease:\s+HolderIdentity:\s+\S+/);
  });

  test("a pod: its containers and its events", async () => {
    await here.eventOf("web", "Started", /./);
    const shown = await kubectl.run("describe", "pod", "web");
    expect(shown).toMatch(/Status:\s+Running/);
    expect(shown).toMatch(/Container ID:\s+\S+:\/\//);
    expect(shown).toMatch(/Events:\n\s+Type\s+Reason\s+Age\s+From\s+Message/);
    expect(shown).toContain("Successfully assigned");
  });

  test("a DaemonSet: how many it wants and has", async () => {
    await kubectl.run("apply", "--server-side", "-f", kubectl.file(aDaemonSet("described")));
    await kubectl.run("rollout", "status", "daemonset/described");
    const shown = await kubectl.run("describe", "daemonset", "described");
    expect(shown).toMatch(/Desired Number of Nodes Scheduled:\s+1/);
    expect(shown).toMatch(/Number of Nodes Scheduled with Available Pods:\s+1/);
    expect(shown).toMatch(/Pods Status:\s+1 Running \/ 0 Waiting \/ 0 Succeeded \/ 0 Failed/);
    await kubectl.run("delete", "daemonset", "described");
  });
});

describe("apply", () => {
  test("--server-side creates, and says when nothing changed", async () => {
    const file = kubectl.file(aConfigMap("applied"));
    expect(await kubectl.run("apply", "--server-side", "-f", file)).toBe("configmap/applied serverside-applied\n");
    const before = await ok(configMaps.get("applied"));
    await kubectl.run("apply", "--server-side", "-f", file);
    expect((await ok(configMaps.get("applied"))).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  test("--server-side tells a conflict, and --force-conflicts overcomes it", async () => {
    await ok(configMaps.apply(aConfigMap("contested", { key: "ours" }), { manager: "lamplighter" }));
    const file = kubectl.file(aConfigMap("contested", { key: "theirs" }));
    await expect(kubectl.run("apply", "--server-side", "-f", file)).rejects.toThrow(
      'conflict with "lamplighter": .data.key',
    );
    await kubectl.run("apply", "--server-side", "--force-conflicts", "-f", file);
    expect((await ok(configMaps.get("contested"))).data).toEqual({ key: "theirs" });
  });

  test("on the client's side merges with what was applied last", async () => {
    expect(await kubectl.run("apply", "-f", kubectl.file(aConfigMap("classic", { a: "1", b: "1" })))).toContain(
      "created",
    );
    await ok(configMaps.patch("classic", "merge", { data: { other: "kept" } }));
    expect(await kubectl.run("apply", "-f", kubectl.file(aConfigMap("classic", { a: "2" })))).toContain("configured");
    expect((await ok(configMaps.get("classic"))).data).toEqual({ a: "2", other: "kept" });
    expect(await kubectl.run("apply", "-f", kubectl.file(aConfigMap("classic", { a: "2" })))).toContain("unchanged");
  });

  test("refuses a misspelt field, by its path", async () => {
    const file = kubectl.file({ ...aConfigMap("misspelt"), dta: {} });
    await expect(kubectl.run("apply", "-f", file)).rejects.toThrow('unknown field "dta"');
  });

  test("diff and a dry run on the server show what would change", async () => {
    await kubectl.run("apply", "--server-side", "-f", kubectl.file(aConfigMap("compared")));
    const file = kubectl.file(aConfigMap("compared", { key: "changed" }));
    expect(await kubectl.run("apply", "--server-side", "--dry-run=server", "-f", file)).toContain("(server dry run)");
    expect((await ok(configMaps.get("compared"))).data).toEqual({ key: "value" });
  });
});

describe("create and change", () => {
  test("create namespace, configmap, secret and serviceaccount", async () => {
    const name = named("kubectl-made");
    expect(await kubectl.run("create", "namespace", name)).toBe(`namespace/${name} created\n`);
    await kubectl.run("label", "namespace", name, `${SUITE_LABEL}=${settings().suffix}`);
    expect(await kubectl.run("create", "configmap", "literal", "--from-literal=a=b")).toContain("created");
    expect((await ok(configMaps.get("literal"))).data).toEqual({ a: "b" });
    await kubectl.run("create", "secret", "generic", "hidden", "--from-literal=a=b");
    expect((await ok(here.namespaced("v1", "secrets").get("hidden"))).data).toEqual({ a: "Yg==" });
    expect(await kubectl.run("create", "serviceaccount", "actor")).toBe("serviceaccount/actor created\n");
    expect(await kubectl.run("delete", "namespace", name)).toContain("deleted");
    expect((await namespaces.get(name)).status).toBe(404);
  });

  test("create role and its bindings give a right", async () => {
    const account = `system:serviceaccount:${namespace}:reader`;
    await kubectl.run("create", "role", "reader", "--verb=get,list", "--resource=configmaps");
    await kubectl.run("create", "rolebinding", "reader", "--role=reader", `--serviceaccount=${namespace}:reader`);
    const answer = await eventually(
      "the right counts",
      () => kubectl.run("auth", "can-i", "list", "configmaps", "--as", account).catch(() => "no\n"),
      (said) => said === "yes\n",
    );
    expect(answer).toBe("yes\n");
    const name = named("kubectl-viewer");
    const binding = [
      "create",
      "clusterrolebinding",
      name,
      "--clusterrole=view",
      `--serviceaccount=${namespace}:reader`,
    ];
    const file = kubectl.file(JSON.parse(await kubectl.run(...binding, "--dry-run=client", "-o", "json")) as object);
    expect(await kubectl.run("create", "--dry-run=server", "-f", file)).toContain("created (server dry run)");
    expect(await kubectl.run(...binding, "--dry-run=server")).toContain("created (server dry run)");
  });

  test("label, annotate and patch", async () => {
    await kubectl.run("create", "configmap", "decorated");
    await kubectl.run("label", "configmap", "decorated", "tier=front");
    await kubectl.run("annotate", "configmap", "decorated", "note=by hand");
    await kubectl.run("patch", "configmap", "decorated", "--type=merge", "-p", '{"data":{"a":"1"}}');
    expect(await ok(configMaps.get("decorated"))).toMatchObject({
      metadata: { labels: { tier: "front" }, annotations: { note: "by hand" } },
      data: { a: "1" },
    });
    await kubectl.run("label", "configmap", "decorated", "tier-");
    expect((await ok(configMaps.get("decorated"))).metadata.labels ?? {}).toEqual({});
  });

  test("delete waits until it is gone", async () => {
    await kubectl.run("create", "configmap", "short-lived");
    expect(await kubectl.run("delete", "configmap", "short-lived")).toContain('configmap "short-lived" deleted');
    expect((await configMaps.get("short-lived")).status).toBe(404);
  });

  test("delete by label takes all of them", async () => {
    for (const name of ["one", "two"]) await ok(configMaps.create({ metadata: { name, labels: { batch: "yes" } } }));
    await kubectl.run("delete", "configmaps", "-l", "batch=yes");
    expect((await ok(configMaps.list({ labelSelector: "batch=yes" }))).items).toEqual([]);
  });
});

const TAINTED = "every node is tainted, and kubectl makes pods without tolerations";

/** Whoever taints a node meanwhile keeps them away, or evicts them: so nobody does. */
describe("pods without tolerations", () => {
  beforeAll(async () => {
    await takeNodes(here);
    node = await aUsableNode(here);
  });
  afterAll(() => releaseNodes(here));

  test("create job runs it to its end", async (context) => {
    context.skip((node.spec?.taints ?? []).length > 0, TAINTED);
    const { image } = settings();
    expect(await kubectl.run("create", "job", "made", `--image=${image}`, "--", "sh", "-c", "echo done")).toContain(
      "job.batch/made created",
    );
    await kubectl.run("wait", "--for=condition=Complete", "job/made", "--timeout=100s");
    expect(await kubectl.run("logs", "job/made")).toBe("done\n");
  });

  test("create deployment keeps as many pods as it says", async (context) => {
    context.skip((node.spec?.taints ?? []).length > 0, TAINTED);
    const { image } = settings();
    const options = [`--image=${image}`, "--replicas=2", "--port=8080"];
    await kubectl.run("create", "deployment", "served", ...options, "--", "sh", "-c", RUNS_LONG);
    expect(await kubectl.run("rollout", "status", "deployment/served")).toContain("successfully rolled out");
    const [pod] = (await ok(pods.list({ labelSelector: "app=served" }))).items;
    expect(pod?.spec?.containers).toMatchObject([{ image, ports: [{ containerPort: 8080, protocol: "TCP" }] }]);
    await kubectl.run("delete", "deployment", "served");
  });

  test("run makes a pod, and its output comes back", async (context) => {
    context.skip((node.spec?.taints ?? []).length > 0, TAINTED);
    const { image } = settings();
    const command = ["--command", "--", "sh", "-c", "echo once"];
    await kubectl.run("run", "single", `--image=${image}`, "--restart=Never", ...command);
    await kubectl.run("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/single", "--timeout=100s");
    expect(await kubectl.run("logs", "single")).toBe("once\n");
  });
});

describe("pods", () => {
  test("logs shows what was printed, and follows to the end", async () => {
    expect(await kubectl.run("logs", "web")).toBe("ready to serve\n");
    await ok(pods.create(shellPod("brief", "echo one; sleep 2; echo two")));
    await pods.until("brief", "has started", ({ status }) => status?.phase !== "Pending");
    expect(await kubectl.run("logs", "--follow", "brief")).toBe("one\ntwo\n");
  });

  test("exec runs a command, and passes its exit code on", async () => {
    expect(await kubectl.run("exec", "web", "--", "echo", "hello")).toBe("hello\n");
    await expect(kubectl.run("exec", "web", "--", "sh", "-c", "exit 5")).rejects.toMatchObject({ code: 5 });
  });

  test("exec -i gives a command what is typed, to its end", async () => {
    expect(await kubectl.type("one\ntwo\n", "exec", "-i", "web", "--", "cat")).toEqual({
      output: "one\ntwo\n",
      code: 0,
    });
  });

  test("exec -it gives it a terminal too, and passes its exit code on", async (context) => {
    context.skip(!hasScript(), "this machine has no util-linux script to give kubectl a terminal");
    const command = ["sh", "-c", "test -t 0 && test -t 1 && read typed; echo read: $typed; exit 6"];
    const { output, code } = await kubectl.typeAtTerminal("hello\n", "exec", "-it", "web", "--", ...command);
    expect(output).toContain("read: hello");
    expect(code).toBe(6);
  });

  test("wait returns once a condition holds, and when something is deleted", async () => {
    expect(await kubectl.run("wait", "--for=condition=Ready", "pod/web")).toBe("pod/web condition met\n");
    await ok(pods.create(shellPod("ends", SUCCEEDS)));
    expect(
      await kubectl.run("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/ends", "--timeout=100s"),
    ).toContain("condition met");
    const waiting = kubectl.run("wait", "--for=delete", "pod/ends", "--timeout=100s");
    await ok(pods.delete("ends"));
    await expect(waiting).resolves.toBeDefined();
  });

  test("events of a pod are listed", async () => {
    await here.eventOf("web", "Scheduled", /./);
    expect(await kubectl.run("events", "--for", "pod/web")).toContain("Scheduled");
    expect(await kubectl.run("get", "events")).toMatch(/LAST SEEN\s+TYPE\s+REASON\s+OBJECT\s+MESSAGE/);
  });
});

describe("rights", () => {
  test("auth can-i answers for the caller and for others", async () => {
    expect(await kubectl.run("auth", "can-i", "create", "daemonsets.apps")).toBe("yes\n");
    const stranger = `system:serviceaccount:${namespace}:default`;
    await expect(kubectl.run("auth", "can-i", "delete", "nodes", "--as", stranger)).rejects.toMatchObject({
      stdout: "no\n",
    });
  });

  test("auth whoami and can-i --list know the caller", async () => {
    expect(await kubectl.run("auth", "whoami")).toMatch(/Username\s+\S+/);
    expect(await kubectl.run("auth", "can-i", "--list")).toMatch(
      /Resources\s+Non-Resource URLs\s+Resource Names\s+Verbs/,
    );
  });
});

describe("nodes", () => {
  beforeAll(() => takeNodes(here));
  afterAll(() => releaseNodes(here));

  test("cordon and uncordon", async (context) => {
    context.skip(!settings().allowNodeChanges, "it cordons a node: needs --allow-node-changes");
    const { name } = node.metadata;
    await kubectl.run("annotate", "node", name, `${cordonMark(settings().suffix)}=`);
    expect(await kubectl.run("cordon", name)).toBe(`node/${name} cordoned\n`);
    expect(await kubectl.run("get", "node", name)).toContain("Ready,SchedulingDisabled");
    expect(await kubectl.run("uncordon", name)).toBe(`node/${name} uncordoned\n`);
    await kubectl.run("annotate", "node", name, `${cordonMark(settings().suffix)}-`);
    expect((await ok(nodes.get(name))).spec?.unschedulable ?? false).toBe(false);
  });

  test("taint and untaint", async (context) => {
    context.skip(!settings().allowNodeChanges, "it taints a node: needs --allow-node-changes");
    const { name } = node.metadata;
    const key = `contract.lamplighter.dev/kubectl-${settings().suffix}`;
    await kubectl.run("taint", "node", name, `${key}=yes:PreferNoSchedule`);
    expect(await kubectl.run("describe", "node", name)).toContain(`${key}=yes:PreferNoSchedule`);
    await kubectl.run("taint", "node", name, `${key}-`);
    expect((await ok(nodes.get(name))).spec?.taints?.some((taint) => taint.key === key) ?? false).toBe(false);
  });
});

test("api-resources and version tell what the server is", async () => {
  expect(await kubectl.run("api-resources", "--api-group=apps")).toMatch(
    /daemonsets\s+ds\s+apps\/v1\s+true\s+DaemonSet/,
  );
  expect(await kubectl.run("version")).toMatch(/Server Version: v1\./);
});

test("rollout status and restart follow a DaemonSet", async () => {
  await kubectl.run("apply", "--server-side", "-f", kubectl.file(aDaemonSet("rolled")));
  expect(await kubectl.run("rollout", "status", "daemonset/rolled")).toContain("successfully rolled out");
  await kubectl.run("rollout", "restart", "daemonset/rolled");
  expect(await kubectl.run("rollout", "status", "daemonset/rolled")).toContain("successfully rolled out");
  await kubectl.run("delete", "daemonset", "rolled");
});
