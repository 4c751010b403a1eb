/** A simulated cluster, reached as any other: over HTTPS, by its kubeconfig file. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoreV1Api, KubeConfig, type V1Node, type V1Pod } from "@kubernetes/client-node";
import { startHttpsSimulators } from "../../../local/httpsSimulators.ts";
import { DEFAULT_SCENARIO, loadScenario, type Scenario } from "../../../local/scenarios/scenario.ts";
import type { WriteLog } from "../../../local/writeLog.ts";

export interface ACluster {
  kubeconfigFile: string;
  /** Names, in order. */
  nodes: [string, string];
  core: CoreV1Api;
  node(name: string): Promise<V1Node>;
  /** Of a namespace. */
  pods(namespace: string): Promise<V1Pod[]>;
  /** Where a file of a node is kept, once something has run there. */
  fileOf(node: string, path: string): string;
  writeLog: WriteLog;
  stop(): Promise<void>;
}

/** Of its time, and of the commands that work on it. */
export const SPEED = 20;

/** Two CPU nodes with NRI off, unless the scenario has others. */
export async function aCluster(scenario: Scenario = loadScenario(DEFAULT_SCENARIO)): Promise<ACluster> {
  const dataFolder = mkdtempSync(join(tmpdir(), "node-transaction-"));
  const https = await startHttpsSimulators({ scenario, dataFolder, speed: SPEED });
  const config = new KubeConfig();
  config.loadFromFile(https.kubeconfigFile);
  const core = config.makeApiClient(CoreV1Api);
  const { items } = await core.listNode();
  const [first = "", second = ""] = items.map(({ metadata }) => metadata?.name ?? "").toSorted();
  return {
    kubeconfigFile: https.kubeconfigFile,
    nodes: [first, second],
    core,
    node: (name) => core.readNode({ name }),
    pods: async (namespace) => (await core.listNamespacedPod({ namespace })).items,
    fileOf(node, path) {
      const folder = join(dataFolder, "nodes", node);
      return join(folder, readdirSync(folder)[0] ?? "", "root", path);
    },
    writeLog: https.simulators.writeLog,
    async stop() {
      await https.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
