/** Simulated Azure and Kubernetes over one world, one clock and one schedule; the bindings bring requests to them. */
import { join } from "node:path";
import { createArmSimulator } from "./azure/arm/armSimulator.ts";
import type { ClusterSeed } from "./azure/arm/seedCluster.ts";
import { createIdentitySimulator } from "./azure/identitySimulator.ts";
import { createTablesSimulator } from "./azure/tables/tablesSimulator.ts";
import { AKS_SERVER_AUDIENCE, createTokens } from "./azure/tokens.ts";
import { ADMINISTRATOR, authenticator, putContents } from "./clusterContents.ts";
import { createAksPoolTaintsRule } from "./kubernetes/api/access/aksPoolTaints.ts";
import { createUnavailableWebhookRule } from "./kubernetes/api/access/unavailableWebhook.ts";
import type { Cluster } from "./kubernetes/cluster.ts";
import { createKubernetesSimulator } from "./kubernetes/kubernetesSimulator.ts";
import { createNodeSide, type NodeSide, type NodeSideOptions } from "./kubernetes/node/createNodeSide.ts";
import { seedReleases } from "./kubernetes/operators/charts/seedReleases.ts";
import { createReceiver, type Receiver } from "./notify/receiver.ts";
import { refusing } from "./refusedRequests.ts";
import { type AppEvents, createWorldEvents } from "./scenarioEvents.ts";
import { createLatencies } from "./scenarios/latencies.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import type { Clock } from "./world/clock.ts";
import { createSchedule } from "./world/schedule.ts";
import type { WireHandler } from "./world/wire.ts";
import type { WorldStore } from "./world/worldStore.ts";
import { createWriteLog, type WriteLog } from "./writeLog.ts";

export interface SimulatorsOptions {
  scenario: Scenario;
  world: WorldStore;
  clock: Clock;
  dataFolder: string;
  /** Where clients will find the simulated API server: it stands in the kubeconfigs that simulated Azure hands out. */
  kubernetesServer: string;
  certificateAuthorityPem: string;
  /** Who looks at the machines from outside, or plays their scripts otherwise; on virtual time. */
  machines?: Pick<NodeSideOptions, "onFileChanged" | "modelOf"> | undefined;
}

export interface Simulators {
  handlers: Record<SimulatorName, WireHandler>;
  /** Everything that is remembered, Azure and its tables too. */
  world: WorldStore;
  /** The inside of the simulated cluster, for tests. */
  cluster: Cluster;
  /** Its machines and their files, for tests. */
  nodes: Pick<NodeSide, "records" | "files" | "operations">;
  /** A bearer token for people who look in with kubectl. */
  adminToken: string;
  writeLog: WriteLog;
  /** Of notifications. */
  receiver: Receiver;
  /** Every action that Azure RBAC was asked about. */
  armActions(): ReadonlySet<string>;
  start(): void;
  /** From now on the scenario's events happen. Once; a world that is opened again remembers. */
  beginEvents(app: AppEvents): void;
  /** Whether the measured part of the scenario has begun, in this process or an earlier one. */
  hasBegun(): boolean;
  /** What the simulated API server remembers for watches: not the app's memory, when that is measured. */
  forgetChanges(): void;
  stop(): void;
}

export type SimulatorName = "arm" | "tables" | "identity" | "kubernetes" | "receiver";

/** What App Service would put into IDENTITY_HEADER. */
export const IDENTITY_SECRET = "simulated-identity";

export function createSimulators(options: SimulatorsOptions): Simulators {
  const { scenario, world, clock, dataFolder, kubernetesServer, certificateAuthorityPem } = options;
  const { unavailableWebhook, conflictingDefinitions } = scenario.kubernetes;
  const begunAt = clock.now();
  const schedule = createSchedule(world, clock);
  const writeLog = createWriteLog();
  const latencyOf = createLatencies({ medians: scenario.latencies, slowNodes: scenario.slowNodes });
  const tokens = createTokens({ clock });
  const { token: adminToken } = tokens.issue(AKS_SERVER_AUDIENCE, ADMINISTRATOR);
  const nodes = createNodeSide({
    world,
    clock,
    nodesFolder: join(dataFolder, "nodes"),
    scripts: clock.kind === "virtual" ? "model" : "sh",
    ...options.machines,
  });
  const kubernetes = createKubernetesSimulator({
    world,
    clock,
    schedule,
    latencyOf,
    authenticate: authenticator(tokens, scenario),
    controllers: nodes.controllers,
    podLogs: nodes.podLogs,
    podExec: nodes.podExec,
    admission: [
      createAksPoolTaintsRule((node) => nodes.records.get(node.metadata.name)?.spec.taints ?? []),
      ...(unavailableWebhook === undefined
        ? []
        : [createUnavailableWebhookRule(unavailableWebhook, () => (clock.now() - begunAt) / 1000)]),
    ],
    nameConflicts(name) {
      if (conflictingDefinitions?.names.includes(name) !== true) return undefined;
      const { untilSeconds = Number.POSITIVE_INFINITY } = conflictingDefinitions;
      return begunAt + untilSeconds * 1000;
    },
    kubernetesVersion: scenario.kubernetesVersion,
  });
  const arm = createArmSimulator({
    world,
    clock,
    schedule,
    latencyOf,
    tokens,
    provisioner: nodes.provisioner,
    kubernetes: { server: kubernetesServer, certificateAuthorityPem, token: () => adminToken },
    settings: scenario.azure,
  });
  const events = createWorldEvents({
    scenario,
    world,
    clock,
    schedule,
    nodes,
    arm,
    cluster: () => kubernetes.cluster,
  });
  const receiver = createReceiver(scenario.receiver, clock);
  const refusals = { refusals: scenario.refusals, world, clock, beganAt: events.beganAt };
  return {
    handlers: {
      arm: writeLog.watch("arm", refusing("arm", arm.handle, refusals)),
      tables: createTablesSimulator({ world, clock, tokens }).handle,
      identity: createIdentitySimulator({ tokens, secret: IDENTITY_SECRET }).handle,
      kubernetes: writeLog.watch("kubernetes", refusing("kubernetes", kubernetes.handle, refusals)),
      receiver: receiver.handle,
    },
    receiver,
    writeLog,
    world,
    cluster: kubernetes.cluster,
    nodes,
    adminToken,
    start() {
      arm.prepare();
      events.prepare();
      kubernetes.start();
      world.transaction(() => putContents(kubernetes.cluster.store, scenario));
      world.transaction(() => seedReleases(kubernetes.cluster.store, scenario.helmReleases));
      const seed = clusterSeed(scenario);
      if (seed !== undefined) arm.seedCluster(seed);
      schedule.start();
    },
    beginEvents: events.begin,
    hasBegun: events.hasBegun,
    forgetChanges: kubernetes.forgetChanges,
    stop: nodes.stop,
    armActions: arm.askedActions,
  };
}

function clusterSeed({ request, location, kubernetesVersion, cluster }: Scenario): ClusterSeed | undefined {
  return cluster === "absent" ? undefined : { ...request.cluster, location, kubernetesVersion, ...cluster };
}
