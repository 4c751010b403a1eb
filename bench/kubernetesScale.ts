/**
 * `node bench/kubernetesScale.ts [NODES]`: the simulated cluster with 1,000 nodes, on virtual time and in one process.
 * Says how long a machine takes to register them, to run a DaemonSet on all of them, to list and to watch them, and how
 * much heap is left in use. Figures for people: nothing is judged.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { V1DaemonSetStatus } from "@kubernetes/client-node";
import { createKubernetesSimulator } from "../local/kubernetes/kubernetesSimulator.ts";
import { createNodeSide } from "../local/kubernetes/node/createNodeSide.ts";
import type { NodeSpec } from "../local/kubernetes/nodeProvisioner.ts";
import { statusOf } from "../local/kubernetes/store/objectParts.ts";
import { createLatencies } from "../local/scenarios/latencies.ts";
import { createVirtualClock } from "../local/world/clock.ts";
import { createSchedule } from "../local/world/schedule.ts";
import type { WireResponse } from "../local/world/wire.ts";
import { openWorldStore } from "../local/world/worldStore.ts";

const nodeCount = Number(process.argv[2] ?? 1000);
const PAGE = 500;

const folder = mkdtempSync(join(tmpdir(), "lamplighter-scale-"));
const clock = createVirtualClock({ startAt: Date.UTC(2026, 0, 1) });
const world = openWorldStore(":memory:");
const schedule = createSchedule(world, clock);
const nodeSide = createNodeSide({ world, clock, nodesFolder: folder, scripts: "model" });
const simulator = createKubernetesSimulator({
  world,
  clock,
  schedule,
  latencyOf: createLatencies(),
  authenticate: () => ({ name: "bench", groups: ["system:masters"] }),
  controllers: nodeSide.controllers,
  podLogs: nodeSide.podLogs,
  kubernetesVersion: "1.34.2",
});
const { store } = simulator.cluster;
simulator.start();
schedule.start();

try {
  await figures();
} finally {
  clock.stop();
  nodeSide.stop();
  world.close();
  rmSync(folder, { recursive: true, force: true });
}

async function figures(): Promise<void> {
  await timed(`${nodeCount} nodes registered and Ready`, async () => {
    world.transaction(() => {
      for (let index = 0; index < nodeCount; index++) nodeSide.provisioner.addNode(aNode(index), clock.now() + 1000);
    });
    await until(() => store.list("v1/Node").every((node) => JSON.stringify(node).includes('"KubeletReady"')));
  });
  const watch = await request("GET", "/api/v1/pods?watch=true");
  const counting = countPods(watch);
  await timed(`a DaemonSet ready on ${nodeCount} nodes`, async () => {
    await request("POST", "/apis/apps/v1/namespaces/default/daemonsets", aDaemonSet());
    await until(() => daemonSetStatus().numberAvailable === nodeCount);
  });
  await timed(`its pods seen through a watch`, () => counting);
  await timed(`${nodeCount} nodes listed in pages of ${PAGE}`, () => listAll("/api/v1/nodes"));
  await timed(`${nodeCount} nodes listed at once`, async () => void (await request("GET", "/api/v1/nodes")));
  await timed(`${nodeCount} nodes labelled one by one`, async () => {
    for (let index = 0; index < nodeCount; index++) {
      const labels = { "bench.lamplighter.dev/round": "1" };
      await request(
        "PATCH",
        `/api/v1/nodes/${aNode(index).name}`,
        { metadata: { labels } },
        "application/merge-patch+json",
      );
    }
  });
  globalThis.gc?.();
  console.log(
    `${Math.round(process.memoryUsage().heapUsed / 1e6)} MB of heap in use (with --expose-gc: after a collection)`,
  );
}

async function timed(what: string, run: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  await run();
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(2)} s  ${what}`);
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await new Promise<void>((resolve) => void clock.setTimer(clock.now() + 1000, resolve));
    await nextTurn();
  }
}

async function request(
  method: string,
  path: string,
  body?: object,
  contentType = "application/json",
): Promise<WireResponse> {
  const response = await simulator.handle({
    method,
    url: `https://cluster.example${path}`,
    headers: { authorization: "Bearer bench", "content-type": contentType },
    body: body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body)),
  });
  if (response.status > 299) throw new Error(`${method} ${path} was refused with ${response.status}`);
  return response;
}

async function listAll(path: string): Promise<void> {
  let token: string | undefined = "";
  while (token !== undefined) {
    const next: WireResponse = await request("GET", `${path}?limit=${PAGE}&continue=${encodeURIComponent(token)}`);
    token = (JSON.parse(next.body as string) as { metadata: { continue?: string } }).metadata.continue;
  }
}

/** Until as many pods have been ready as there are nodes. */
async function countPods({ body }: WireResponse): Promise<void> {
  const ready = new Set<string>();
  for await (const line of body as AsyncIterable<Uint8Array>) {
    const { object } = JSON.parse(Buffer.from(line).toString()) as { object: { metadata: { name: string } } };
    if (JSON.stringify(object).includes('"type":"Ready","status":"True"')) ready.add(object.metadata.name);
    if (ready.size === nodeCount) return;
  }
}

function daemonSetStatus(): Partial<V1DaemonSetStatus> {
  const daemonSet = store.get("apps/v1/DaemonSet", "default", "agent");
  return daemonSet === undefined ? {} : statusOf<V1DaemonSetStatus>(daemonSet);
}

function aDaemonSet(): object {
  const labels = { app: "agent" };
  return {
    metadata: { name: "agent" },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "agent", image: "registry.example/agent:1" }] } },
    },
  };
}

function aNode(index: number): NodeSpec {
  return {
    name: `aks-bench-12345678-vmss${index.toString(36).padStart(6, "0")}`,
    pool: "bench",
    vmSize: "Standard_ND96isr_H100_v5",
    osSku: "Ubuntu2204",
    kubernetesVersion: "1.34.2",
    nodeImageVersion: "AKSUbuntu-2204gen2containerd-202608.14.0",
    labels: {},
    taints: [],
    gpuDriver: "None",
    hardware: { gpus: 8, gpuModel: "H100", infinibandDevices: 8 },
    subscriptionId: "00000000-0000-0000-0000-000000000000",
    resourceGroup: "bench",
    region: "eastus",
  };
}
