/** `start --kubeconfig` as a process: the app on a cluster that it knows by nothing but a kubeconfig. */
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PoolProperties } from "../../../local/azure/arm/poolBody.ts";
import { DEFAULT_SCENARIO, loadScenario, type Scenario } from "../../../local/scenarios/scenario.ts";
import type { VerificationRecord } from "../../../src/domain/record.ts";
import { runMain } from "../cli/aProcess.ts";
import { type ACluster, aCluster, SPEED } from "../nodeTransaction/aCluster.ts";

/** On a machine that has other work too. */
const RUN_MS = 240_000;

let cluster: ACluster;
beforeAll(async () => {
  cluster = await aCluster();
});
afterAll(() => cluster.stop());

test(
  "start --kubeconfig serves the API for that cluster; a pool without labelled nodes is refused with what to do",
  async () => {
    const start = runMain(["start", "--kubeconfig", cluster.kubeconfigFile, "--port", "0", "--speed", `${SPEED}`]);
    await start.says("Ctrl-C stops it.");
    const [, api = ""] = /API +(\S+)/.exec(start.stdout()) ?? [];
    const [, requestFile = ""] = /-d @(\S+)/.exec(start.stdout()) ?? [];
    const server = readFileSync(cluster.kubeconfigFile, "utf8").match(/https:[^"]+/)?.[0] ?? "";
    expect(start.stdout()).toContain(`${server} (context simulated)`);
    const record = await preparationOf(api, readFileSync(requestFile, "utf8"));
    expect(record).toMatchObject({ verdict: "notReady", live: false });
    expect(record.findings).toContainEqual(
      expect.objectContaining({
        subject: "pool/h100",
        found: expect.stringContaining("kubectl label node NAME kubernetes.azure.com/agentpool=h100") as string,
      }),
    );
    start.process.kill("SIGTERM");
    expect(await start.ended).toBe(0);
  },
  RUN_MS,
);

test(
  "start --kubeconfig prepares the nodes that carry a pool's label, to a record that says ready",
  async () => {
    const given = await aCluster(aGpuCluster());
    const start = runMain(["start", "--kubeconfig", given.kubeconfigFile, "--port", "0", "--speed", `${SPEED}`]);
    try {
      await start.says("Ctrl-C stops it.");
      const [, api = ""] = /API +(\S+)/.exec(start.stdout()) ?? [];
      const record = await preparationOf(api, JSON.stringify({ ...request, nodePools: [H100] }));
      expect(record.findings).toEqual([]);
      expect(record).toMatchObject({
        ...{ verdict: "ready", live: false, changes: { arm: 1, nodes: 2 } },
        pools: [{ name: "h100", wanted: 2, ready: 2 }],
      });
      const node = await given.node(given.nodes[0]);
      expect(node.metadata?.labels).toMatchObject({ "kubernetes.azure.com/agentpool": "h100" });
      expect(node.status?.allocatable).toMatchObject({ "nvidia.com/gpu": "8", "rdma/ib": "8" });
      expect(readFileSync(given.fileOf(given.nodes[0], "etc/containerd/config.toml"), "utf8")).toContain(
        '[plugins."io.containerd.nri.v1.nri"]\n  disable = false\n',
      );
      expect(await given.pods("lamplighter-system")).toEqual([]);
    } finally {
      start.process.kill("SIGTERM");
      await start.ended;
      await given.stop();
    }
  },
  RUN_MS,
);

const { request, ...rest } = loadScenario(DEFAULT_SCENARIO);
const [H100] = request["nodePools"] as { name: string; vmSize: string; count: number; taints: string[] }[];

/** Two H100 nodes that somebody else has made, with operators that are quicker than real ones. */
function aGpuCluster(): Scenario {
  const properties: PoolProperties = {
    ...{ vmSize: H100?.vmSize ?? "", count: H100?.count ?? 0, osSKU: "Ubuntu2204", gpuProfile: { driver: "None" } },
    nodeTaints: H100?.taints ?? [],
  };
  return {
    ...{ ...rest, request },
    cluster: {
      pools: [
        { name: "h100", properties },
        { name: "system", properties: { vmSize: "Standard_D4s_v5", count: 1, mode: "System" } },
      ],
    },
    latencies: { ofedPerNode: 20, gpuDriverPerNode: 20, toolkitAndDevicePlugin: 10, chartJob: 10, peermemModule: 5 },
  };
}

async function preparationOf(api: string, body: string): Promise<VerificationRecord> {
  const headers = { "content-type": "application/json" };
  const accepted = await fetch(`${api}/preparations`, { method: "POST", headers, body });
  expect(accepted.status).toBe(202);
  const { id } = (await accepted.json()) as { id: string };
  for (;;) {
    const view = (await (await fetch(`${api}/preparations/${id}`)).json()) as VerificationRecord & { status: string };
    if (view.status !== "running") return view;
    await setTimeout(200);
  }
}
