/** `node-transaction` as a process, on a cluster that it knows by nothing but a kubeconfig. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../../../local/world/httpBinding.ts";
import { emptyResponse } from "../../../local/world/wire.ts";
import { type RunningCommand, runMain } from "../cli/aProcess.ts";
import { type ACluster, aCluster, SPEED } from "./aCluster.ts";
import { changed, reportsOf, state } from "./reports.ts";

/** On a machine that has other work too. */
const RUN_MS = 240_000;
/** What the cluster does by itself afterwards. */
const PATIENCE = { timeout: 60_000, interval: 200 };

describe("node-transaction", () => {
  let cluster: ACluster;
  beforeAll(async () => {
    cluster = await aCluster();
  });
  afterAll(() => cluster.stop());

  function run(nodes: readonly string[], ...flags: string[]): RunningCommand {
    const where = ["--kubeconfig", cluster.kubeconfigFile, "--speed", `${SPEED}`];
    return runMain(["node-transaction", ...where, "--nodes", nodes.join(","), ...flags]);
  }

  test(
    "switches NRI on where it is off, names a node that is not there, and leaves only what is meant to stay",
    async () => {
      const [node] = cluster.nodes;
      const command = run([node, "ghost"], "--json");
      expect(await command.ended).toBe(1);
      expect(reportsOf(command)).toEqual([
        changed(node),
        expect.objectContaining({
          ...{ name: "ghost", before: null, after: null, changed: false, restarted: false },
          error: expect.stringContaining("the cluster has no node of that name") as string,
        }),
      ]);
      expect(command.stderr()).toContain("[2 nodes] probing again");
      expect((await cluster.node(node)).metadata?.labels).toMatchObject({ "lamplighter.dev/ulimit-adjuster": "true" });
      await expect.poll(() => servedNodes(cluster), PATIENCE).toEqual([node]);
      await expect.poll(() => cluster.pods("lamplighter-system"), PATIENCE).toEqual([]);
    },
    RUN_MS,
  );

  test(
    "again changes nothing and restarts nothing",
    async () => {
      const [node] = cluster.nodes;
      cluster.writeLog.clear();
      const command = run([node]);
      expect(await command.ended).toBe(0);
      expect(command.stdout()).toContain(`✓ ${node}  nothing was changed`);
      expect(cluster.writeLog.writes().kubernetes).toEqual([
        "DELETE lamplighter-system/configmaps",
        "PATCH lamplighter-system/configmaps",
        "POST lamplighter-system/pods",
      ]);
    },
    RUN_MS,
  );

  test(
    "a node with workloads is cordoned while it is patched, and its taints are tolerated",
    async () => {
      const [other, node] = cluster.nodes;
      await cluster.core.createNamespacedPod({ namespace: "default", body: aWorkload(node) });
      await taint(cluster, node);
      const cordons = watchCordon(cluster, node);
      const command = run([node], "--json");
      expect(await command.ended).toBe(0);
      expect(await cordons.stop()).toEqual([false, true, false]);
      expect(reportsOf(command)).toMatchObject([{ name: node, changed: true, restarted: true }]);
      const { annotations = {} } = (await cluster.node(node)).metadata ?? {};
      expect(annotations).not.toHaveProperty(["lamplighter.dev/cordoned-by"]);
      await expect.poll(() => servedNodes(cluster), PATIENCE).toEqual([other, node]);
    },
    RUN_MS,
  );

  test(
    "a node whose configuration must not be edited keeps it, and the reason is told",
    async () => {
      const [node] = cluster.nodes;
      const file = cluster.fileOf(node, "etc/containerd/config.toml");
      const forbidding = 'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n';
      writeFileSync(file, forbidding);
      const command = run([node], "--json");
      expect(await command.ended).toBe(1);
      expect(reportsOf(command)).toEqual([
        expect.objectContaining({
          ...{ name: node, changed: false, restarted: false },
          after: state({ nriEffective: false, nriListening: true }),
          error: expect.stringMatching(/^NriUnsafeConfig: disabled_plugins names NRI/) as string,
        }),
      ]);
      expect(readFileSync(file, "utf8")).toBe(forbidding);
    },
    RUN_MS,
  );

  test(
    "Ctrl-C in the middle says what may be left and where",
    async () => {
      const [node] = cluster.nodes;
      const command = run([node]);
      await command.says("probing: ");
      command.process.kill("SIGINT");
      expect(await command.ended).toBe(130);
      const [, left = ""] = /kubectl delete configmap (\S+) -n lamplighter-system/.exec(command.stderr()) ?? [];
      await cluster.core.deleteNamespacedConfigMap({ namespace: "lamplighter-system", name: left });
      await expect.poll(() => cluster.pods("lamplighter-system"), PATIENCE).toEqual([]);
    },
    RUN_MS,
  );

  test(
    "an API server that is not there is named at once",
    async () => {
      const command = runMain([
        ...["node-transaction", "--nodes", "a", "--kubeconfig"],
        await kubeconfigOfNobody(cluster),
      ]);
      expect(await command.ended).toBe(1);
      expect(command.stderr()).toMatch(/^The cluster at https:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/);
    },
    RUN_MS,
  );
});

test("node-transaction --help names its flags and its exit codes", async () => {
  const command = runMain(["node-transaction", "--help"]);
  expect(await command.ended).toBe(0);
  expect(command.stdout()).toContain(
    "Usage: node local/main.ts node-transaction --kubeconfig FILE --nodes NAME,NAME,... [--json] [--speed N]",
  );
  expect(command.stdout()).toContain("Exit code: 0 NRI is in force on every node;");
});

test("node-transaction tells every bad argument at once", async () => {
  const command = runMain(["node-transaction", "--kubeconfig", "/none", "--nodes", "Not_a_name", "--jsn"]);
  expect(await command.ended).toBe(2);
  for (const part of ["unknown flag --jsn", "there is no file /none", 'got "Not_a_name"']) {
    expect(command.stderr()).toContain(part);
  }
});

/** Nodes with a pod of the adjuster that runs. */
async function servedNodes(cluster: ACluster): Promise<string[]> {
  const pods = await cluster.pods("kube-system");
  return pods
    .filter(({ metadata, status }) => metadata?.name?.startsWith("nri-plugin-") === true && status?.phase === "Running")
    .map(({ spec }) => spec?.nodeName ?? "")
    .toSorted();
}

function aWorkload(node: string): V1Pod {
  return {
    metadata: { name: "workload" },
    spec: { nodeName: node, containers: [{ name: "serve", image: "registry.local/serve:1" }] },
  };
}

async function taint({ core }: ACluster, name: string): Promise<void> {
  const node = await core.readNode({ name });
  const taints = [...(node.spec?.taints ?? []), { key: "team", value: "llm", effect: "NoSchedule" }];
  await core.replaceNode({ name, body: { ...node, spec: { ...node.spec, taints } } });
}

/** Whether the node could be scheduled on, each time that it changed. */
function watchCordon(cluster: ACluster, name: string): { stop(): Promise<boolean[]> } {
  const seen: boolean[] = [];
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      const isCordoned = (await cluster.node(name)).spec?.unschedulable === true;
      if (seen.at(-1) !== isCordoned) seen.push(isCordoned);
      await setTimeout(50);
    }
  })();
  return {
    async stop() {
      over.abort();
      await watching;
      return seen;
    },
  };
}

/** A port that was free a moment ago. */
async function kubeconfigOfNobody({ kubeconfigFile }: ACluster): Promise<string> {
  const gone = await listen(() => emptyResponse(200));
  await gone.close();
  const file = join(dirname(kubeconfigFile), "nobody");
  const server = `https://127.0.0.1:${gone.port}`;
  writeFileSync(file, readFileSync(kubeconfigFile, "utf8").replace(/https:[^"]+/, server));
  return file;
}
