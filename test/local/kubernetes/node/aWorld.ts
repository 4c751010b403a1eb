/** A small cluster on a virtual clock for the tests of the node side: real store, real controllers, temporary folder. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Cluster, KubeObject, NewKubeObject } from "../../../../local/kubernetes/cluster.ts";
import { furnishCluster } from "../../../../local/kubernetes/clusterFurniture.ts";
import { builtInControllers } from "../../../../local/kubernetes/controllers/builtInControllers.ts";
import { createCluster } from "../../../../local/kubernetes/controllers/runtime.ts";
import {
  createNodeSide,
  type NodeSide,
  type NodeSideOptions,
} from "../../../../local/kubernetes/node/createNodeSide.ts";
import type { NodeSpec } from "../../../../local/kubernetes/nodeProvisioner.ts";
import { createObjectStore } from "../../../../local/kubernetes/store/objectStore.ts";
import { createLatencies } from "../../../../local/scenarios/latencies.ts";
import { createVirtualClock } from "../../../../local/world/clock.ts";
import { createSchedule } from "../../../../local/world/schedule.ts";
import { openWorldStore, type WorldStore } from "../../../../local/world/worldStore.ts";

export interface TestWorld extends NodeSide {
  folder: string;
  world: WorldStore;
  cluster: Cluster;
  create(object: NewKubeObject): KubeObject;
  get(kind: string, namespace: string | undefined, name: string): KubeObject | undefined;
  addNode(spec: NodeSpec): void;
  /** Lets the clock run until `isTrue`; throws after two simulated hours. */
  until(isTrue: () => boolean, subject: string): Promise<void>;
  /** Lets `seconds` pass on the shared clock. */
  pass(seconds: number): Promise<void>;
  readNodeFile(node: string, path: string): string;
  /** As after `kill -9`: nothing is closed in order, a new process opens the same files. */
  reopen(): TestWorld;
}

const START = Date.parse("2026-11-24T10:00:00Z");

type WorldOptions = Pick<NodeSideOptions, "pullProblem" | "scripts">;

/** Gone with its folder at the end of the test. */
export function aWorld(options: WorldOptions = {}): TestWorld {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-node-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return openWorld(folder, START, options);
}

function openWorld(folder: string, startAt: number, options: WorldOptions): TestWorld {
  const clock = createVirtualClock({ startAt });
  const world = openWorldStore(join(folder, "world.db"));
  const store = createObjectStore(world, clock);
  const schedule = createSchedule(world, clock);
  const nodeSide = createNodeSide({ world, clock, nodesFolder: join(folder, "nodes"), ...options });
  const running = createCluster({
    world,
    store,
    clock,
    schedule,
    latencyOf: createLatencies(),
    controllers: [...builtInControllers(store), ...nodeSide.controllers],
  });
  world.transaction(() => {
    furnishCluster(store);
    running.start();
  });
  schedule.start();

  onTestFinished(() => {
    clock.stop();
    nodeSide.stop();
  });
  const waitUntil = (dueAt: number) =>
    new Promise<void>((resolve) => {
      clock.setTimer(dueAt, resolve);
    });
  return {
    ...nodeSide,
    folder,
    world,
    cluster: running.cluster,
    create: (object) => store.create(object),
    get: (kind, namespace, name) => store.get(kind, namespace, name),
    addNode: (spec) => world.transaction(() => nodeSide.provisioner.addNode(spec, clock.now() + 60_000)),
    async until(isTrue, subject) {
      const giveUpAt = clock.now() + 7_200_000;
      while (!isTrue()) {
        if (clock.now() > giveUpAt) throw new Error(`Two hours have passed without: ${subject}`);
        await waitUntil(clock.now() + 1000);
      }
    },
    pass: (seconds) => waitUntil(clock.now() + seconds * 1000),
    readNodeFile: (node, path) => readFileSync(join(nodeSide.files.rootOf(nodeSide.machines.get(node)), path), "utf8"),
    reopen() {
      clock.stop();
      return openWorld(folder, clock.now(), options);
    },
  };
}

export function aNode(name: string, changes: Partial<NodeSpec> = {}): NodeSpec {
  return {
    name,
    pool: "h100",
    vmSize: "Standard_ND96isr_H100_v5",
    osSku: "Ubuntu2204",
    kubernetesVersion: "1.34.2",
    nodeImageVersion: "AKSUbuntu-2204gen2containerd-202611.01.0",
    labels: {},
    taints: [],
    gpuDriver: "None",
    hardware: { gpus: 8, gpuModel: "H100", infinibandDevices: 8 },
    subscriptionId: "11111111-2222-3333-4444-555555555555",
    resourceGroup: "MC_rg_cluster_eastus",
    region: "eastus",
    ...changes,
  };
}

/** A privileged node pod as the app creates it: the host at /host, scripts at /lamplighter. */
export function aScriptPod(
  node: string,
  script: string,
  changes: { spec?: object; container?: object } = {},
): NewKubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "probe", namespace: "lamplighter-system" },
    spec: {
      nodeName: node,
      hostPID: true,
      restartPolicy: "Never",
      activeDeadlineSeconds: 300,
      containers: [
        {
          name: "script",
          image: "mcr.microsoft.com/cbl-mariner/busybox:2.0",
          command: ["/bin/sh", "-c", script],
          env: [
            { name: "HOST_ROOT", value: "/host" },
            { name: "TERMINATION_LOG", value: "/dev/termination-log" },
          ],
          volumeMounts: [{ name: "host", mountPath: "/host" }],
          ...changes.container,
        },
      ],
      volumes: [{ name: "host", hostPath: { path: "/" } }],
      ...changes.spec,
    },
  };
}

export function phaseOf(world: TestWorld, name = "probe", namespace = "lamplighter-system"): string | undefined {
  const pod = world.get("v1/Pod", namespace, name);
  return (pod?.["status"] as { phase?: string } | undefined)?.phase;
}

interface Terminated {
  exitCode: number;
  reason: string;
  message?: string;
  startedAt: string;
  finishedAt: string;
}

export function terminationOf(world: TestWorld, name = "probe"): Terminated | undefined {
  const pod = world.get("v1/Pod", "lamplighter-system", name);
  const status = pod?.["status"] as { containerStatuses?: { state: { terminated?: Terminated } }[] } | undefined;
  return status?.containerStatuses?.[0]?.state.terminated;
}
