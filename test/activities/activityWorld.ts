/**
 * The activities over the real clients and simulated Azure and Kubernetes, inside this process. Time stands still but
 * for what a test lets pass; requests can be made to fail, or to lose their answers.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ArmSettings } from "../../local/azure/arm/settings.ts";
import { createTokens } from "../../local/azure/tokens.ts";
import type { KubeObject, NewKubeObject } from "../../local/kubernetes/cluster.ts";
import { type FileTree, readText } from "../../local/kubernetes/node/machine/fileTree.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../../local/scenarios/scenario.ts";
import { createSimulators } from "../../local/simulators.ts";
import { createVirtualClock } from "../../local/world/clock.ts";
import { createInProcessTransport } from "../../local/world/inProcess.ts";
import { openWorldStore } from "../../local/world/worldStore.ts";
import { type Activities, createActivities } from "../../src/activities/activities.ts";
import { createAzureClient } from "../../src/clients/azureClient.ts";
import { createClusterConnections } from "../../src/clients/clusterConnections.ts";
import { listReleases } from "../../src/clients/helmReleases.ts";
import { createNotifier } from "../../src/clients/notifier.ts";
import type { RecordTables } from "../../src/clients/ports.ts";
import { createRecordTables } from "../../src/clients/recordTables.ts";
import type { Transport } from "../../src/clients/transport.ts";
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import type { ClusterRef } from "../../src/domain/clusterRef.ts";
import type { RunRef, StepInput, StepName, StepOutput } from "../../src/domain/steps.ts";
import { type Interference, interferedBy, type Trouble } from "./interference.ts";

const START_AT = Date.UTC(2026, 10, 24, 10, 0, 0);
const SOON = 2;

export const CLUSTER: ClusterRef = loadScenario(DEFAULT_SCENARIO).request.cluster;

export interface ActivityWorld {
  activities: Activities;
  tables: RecordTables;
  /** Runs a step that must not settle with a fault. */
  run<N extends StepName>(step: N, input: StepInput<N>): Promise<StepOutput<N>>;
  /** What the next matching request meets. */
  trouble(trouble: Trouble): void;
  /** Every write request that reached a simulator, as "PUT /path". */
  writes: string[];
  get(kind: string, namespace: string | undefined, name: string): KubeObject | undefined;
  list(kind: string, namespace?: string): KubeObject[];
  create(object: NewKubeObject): void;
  modify(kind: string, namespace: string | undefined, name: string, change: (draft: KubeObject) => void): void;
  delete(kind: string, namespace: string | undefined, name: string): void;
  /** ISO 8601, of the world's clock. */
  now(): string;
  pass(seconds: number): Promise<void>;
  /** Lets time pass until it holds; throws after two simulated hours. */
  until(holds: () => boolean, subject: string): Promise<void>;
  /** A file of the machine that is behind a Node now; undefined: there is none. */
  nodeFile(node: string, path: string): string | undefined;
  /** Somebody else changes a file on the machine. */
  writeNodeFile(node: string, path: string, text: string): void;
  removeNodeFile(node: string, path: string): void;
}

export interface ActivityWorldOptions {
  azure?: ArmSettings;
  kubernetesVersion?: string;
}

export function anActivityWorld({
  azure = {},
  kubernetesVersion = "1.34.2",
}: ActivityWorldOptions = {}): ActivityWorld {
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-activities-"));
  const clock = createVirtualClock({ startAt: START_AT });
  let goOn = clock.hold();
  const world = openWorldStore(":memory:");
  const simulators = createSimulators({
    scenario: {
      ...loadScenario(DEFAULT_SCENARIO),
      azure,
      kubernetesVersion,
      latencies: { nodeReady: 5, poolSucceededAfterLastNode: SOON },
    },
    world,
    clock,
    dataFolder,
    kubernetesServer: "https://cluster.simulated",
    certificateAuthorityPem: "",
  });
  simulators.start();
  onTestFinished(() => {
    goOn();
    clock.stop();
    simulators.stop();
    world.close();
    rmSync(dataFolder, { recursive: true });
  });

  const writes: string[] = [];
  const interference: Interference = { troubles: [], writes };
  const hosts = new Map([
    ["management.azure.com", simulators.handlers.arm],
    ["tables.simulated", simulators.handlers.tables],
    ["cluster.simulated", simulators.handlers.kubernetes],
  ]);
  const transport: Transport = interferedBy(interference, createInProcessTransport(hosts, clock));
  const tokens = createTokens({ clock });
  const credential = {
    getToken(scopes: string | string[]) {
      const { token } = tokens.issue(String(scopes).replace(/\/+\.default$/, ""), "app");
      return Promise.resolve({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER });
    },
  };
  const seam = { credential, transport };
  const arm = { ...seam, endpoint: "https://management.azure.com" };
  const tables = createRecordTables({ ...seam, endpoint: "https://tables.simulated" });
  const activities = createActivities({
    azure: createAzureClient(arm),
    clusters: createClusterConnections({ ...arm, mode: "entra", now: () => clock.now() }),
    listReleases,
    tables,
    catalog: GUIDE_CATALOG,
    now: () => new Date(clock.now()),
    notifier: createNotifier({ allowed: [], transport }),
    chat: createNotifier({ allowed: [], transport }),
    runs: { start: () => Promise.resolve("started"), read: () => Promise.resolve(undefined) },
    settings: {
      live: false,
      nodeImage: "mcr.microsoft.com/azurelinux/base/core:3.0",
      helmfileImage: "ghcr.io/helmfile/helmfile:v1.1.9",
      notifySecrets: [],
    },
  });
  const { store } = simulators.cluster;

  async function pass(seconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    clock.setTimer(clock.now() + seconds * 1000, () => resolve(clock.hold()));
    goOn();
    goOn = await promise;
  }

  function filesOf(node: string): FileTree {
    const record = simulators.nodes.records.get(node);
    if (record === undefined) throw new Error(`There is no machine ${node}`);
    return simulators.nodes.files.treeOf(record);
  }

  return {
    activities,
    tables,
    async run(step, input) {
      const settled = await activities[step](input);
      if (settled.ok) return settled.value;
      throw new Error(`${settled.fault.operation}: ${settled.fault.message}`);
    },
    trouble: (trouble) => void interference.troubles.push(trouble),
    writes,
    get: (kind, namespace, name) => store.get(kind, namespace, name),
    list: (kind, namespace) => store.list(kind, namespace === undefined ? {} : { namespace }),
    create: (object) => void world.transaction(() => store.create(object)),
    modify: (kind, namespace, name, change) =>
      void world.transaction(() => store.modify(kind, namespace, name, change)),
    delete: (kind, namespace, name) =>
      world.transaction(() => store.delete(kind, namespace, name, { gracePeriodSeconds: 0 })),
    now: () => new Date(clock.now()).toISOString(),
    pass,
    async until(holds, subject) {
      const giveUpAt = clock.now() + 7_200_000;
      while (!holds()) {
        if (clock.now() > giveUpAt) throw new Error(`Two hours have passed without: ${subject}`);
        await pass(1);
      }
    },
    writeNodeFile: (node, path, text) => filesOf(node).write(path, text),
    removeNodeFile: (node, path) => filesOf(node).remove(path),
    nodeFile: (node, path) => readText(filesOf(node), path),
  };
}

export function aRun(preparationId = "prep-1"): RunRef {
  return { preparationId, cluster: CLUSTER };
}
