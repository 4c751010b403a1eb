/** A simulated Azure with one cluster on virtual time, and the real SDK client in front of it. */
import { ContainerServiceClient } from "@azure/arm-containerservice";
import { createArmSimulator } from "../../../local/azure/arm/armSimulator.ts";
import type { ArmSettings } from "../../../local/azure/arm/settings.ts";
import { createTokens } from "../../../local/azure/tokens.ts";
import type { NodeProvisioner, NodeSpec } from "../../../local/kubernetes/nodeProvisioner.ts";
import { createLatencies } from "../../../local/scenarios/latencies.ts";
import { type Clock, createVirtualClock } from "../../../local/world/clock.ts";
import { createSchedule } from "../../../local/world/schedule.ts";
import type { WireRequest, WireResponse } from "../../../local/world/wire.ts";
import { openWorldStore } from "../../../local/world/worldStore.ts";
import { inProcessHttpClient } from "./inProcessHttpClient.ts";

export const START = Date.parse("2026-09-01T08:00:00Z");
export const SUBSCRIPTION = "11111111-2222-4333-8444-555555555555";
export const GROUP = "ai";
export const CLUSTER = "lamp";
export const CLUSTER_PATH = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.ContainerService/managedClusters/${CLUSTER}`;
export const H100 = "Standard_ND96isr_H100_v5";

export interface RecordedNode {
  spec: NodeSpec;
  addedAt: number;
  readyAt: number;
}

/** Keeps what simulated Azure asked for, as the cluster's node list would show it. */
export function recordingProvisioner(clock: Clock) {
  const nodes = new Map<string, RecordedNode>();
  const provisioner: NodeProvisioner = {
    addNode(spec, readyAt) {
      if (!nodes.has(spec.name)) nodes.set(spec.name, { spec, addedAt: clock.now(), readyAt });
    },
    removeNode: (name) => void nodes.delete(name),
    updatePool(pool, { labels, taints }) {
      for (const node of nodes.values()) {
        if (node.spec.pool === pool) node.spec = { ...node.spec, labels: { ...node.spec.labels, ...labels }, taints };
      }
    },
  };
  return { nodes, provisioner };
}

export interface WorldOptions {
  settings?: ArmSettings;
  kubernetesVersion?: string;
  file?: string;
  startAt?: number;
  provisioningState?: string;
  powerState?: "Running" | "Stopped";
  entra?: boolean;
  localAccountsDisabled?: boolean;
}

export function aWorld(options: WorldOptions = {}) {
  const { settings = {}, kubernetesVersion = "1.34.2", file = ":memory:", startAt = START, ...seed } = options;
  const world = openWorldStore(file);
  const clock = createVirtualClock({ startAt });
  const schedule = createSchedule(world, clock);
  const tokens = createTokens({ clock });
  const { nodes, provisioner } = recordingProvisioner(clock);
  const arm = createArmSimulator({
    ...{ world, clock, schedule, tokens, provisioner, settings },
    latencyOf: createLatencies(),
    kubernetes: {
      server: "https://127.0.0.1:6443",
      certificateAuthorityPem: "-----BEGIN CERTIFICATE-----",
      token: (user) => `token-of-${user}`,
    },
  });
  arm.prepare();
  arm.seedCluster({
    ...{ subscriptionId: SUBSCRIPTION, resourceGroup: GROUP, name: CLUSTER, location: "eastus", kubernetesVersion },
    ...seed,
  });
  const token = tokens.issue("https://management.azure.com", "caller").token;
  const client = new ContainerServiceClient(
    { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) },
    SUBSCRIPTION,
    {
      httpClient: inProcessHttpClient("management.azure.com", arm.handle, clock),
      retryOptions: { maxRetries: 0 },
    },
  );

  async function send(method: string, path: string, given: { body?: unknown; headers?: Record<string, string> } = {}) {
    const request: WireRequest = {
      method,
      url: `https://management.azure.com${path}`,
      headers: { authorization: `Bearer ${token}`, ...given.headers },
      body: new TextEncoder().encode(given.body === undefined ? "" : JSON.stringify(given.body)),
    };
    const response: WireResponse = await arm.handle(request);
    const text = response.body as string;
    const body = (text === "" ? undefined : JSON.parse(text)) as unknown;
    return { status: response.status, headers: response.headers, body };
  }

  /** Time passes until `seconds` after the start. */
  function passUntil(seconds: number): Promise<void> {
    schedule.start();
    return new Promise((resolve) => clock.setTimer(startAt + seconds * 1000, resolve));
  }

  return { world, clock, schedule, tokens, nodes, arm, client, send, passUntil };
}
