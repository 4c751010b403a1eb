import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aConfigMap, aDaemonSet, aNode } from "./objects.ts";
import { createSimpleKubelet } from "./simpleKubelet.ts";
import { aCluster, type ConnectedCluster, connect, type SimulatedCluster } from "./simulatedCluster.ts";

const isInstalled = spawnSync("kubectl", ["version", "--client"]).status === 0;

describe.skipIf(!isInstalled)("real kubectl", () => {
  let folder: string;
  let cluster: SimulatedCluster;
  let client: ConnectedCluster;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "lamplighter-kubectl-"));
    cluster = aCluster({ controllers: [createSimpleKubelet()] });
    client = await connect(cluster.handle);
    writeFileSync(join(folder, "config"), client.config.exportConfig());
    cluster.cluster.store.create(aNode("n1"));
  });

  afterAll(async () => {
    await client.close();
    cluster.close();
    rmSync(folder, { recursive: true });
  });

  async function kubectl(...args: string[]): Promise<string> {
    const env = { ...process.env, KUBECONFIG: join(folder, "config"), HOME: folder };
    return (await promisify(execFile)("kubectl", args, { env })).stdout.trim();
  }

  function manifest(object: object): string {
    const file = join(folder, "manifest.json");
    writeFileSync(file, JSON.stringify(object));
    return file;
  }

  test("applies on the server, waits for pods, and follows a rollout", async () => {
    expect(await kubectl("apply", "--server-side", "-f", manifest(aDaemonSet("agent")))).toBe(
      "daemonset.apps/agent serverside-applied",
    );
    expect(await kubectl("rollout", "status", "daemonset/agent")).toContain("successfully rolled out");
    expect(await kubectl("wait", "--for=condition=Ready", "pod", "-l", "app=agent")).toContain("condition met");
  });

  test("shows a table of nodes and describes one", async () => {
    expect(await kubectl("get", "nodes", "--no-headers")).toMatch(/^n1\s+Ready/);
    expect(await kubectl("describe", "node", "n1")).toContain("nvidia.com/gpu");
  });

  test("refuses a misspelt field of a manifest, by its path", async () => {
    const misspelt = { ...aConfigMap("typo"), dataa: {} };
    await expect(kubectl("apply", "--server-side", "-f", manifest(misspelt))).rejects.toThrow('unknown field "dataa"');
  });

  test("deletes what it applied, and waits until it is gone", async () => {
    await kubectl("apply", "-f", manifest(aConfigMap("short-lived")));
    expect(await kubectl("delete", "configmap", "short-lived")).toContain("deleted");
    expect(cluster.cluster.store.get("v1/ConfigMap", "default", "short-lived")).toBeUndefined();
  });
});
