/** A simulated Azure with one cluster whose API server is any handler, and the app's connections to it. */
import { createArmSimulator } from "../../local/azure/arm/armSimulator.ts";
import { AKS_SERVER_AUDIENCE, createTokens } from "../../local/azure/tokens.ts";
import { createLatencies } from "../../local/scenarios/latencies.ts";
import { createVirtualClock } from "../../local/world/clock.ts";
import { createInProcessTransport } from "../../local/world/inProcess.ts";
import { createSchedule } from "../../local/world/schedule.ts";
import type { WireHandler } from "../../local/world/wire.ts";
import { openWorldStore } from "../../local/world/worldStore.ts";
import { createClusterConnections } from "../../src/clients/clusterConnections.ts";
import type { ClusterRef } from "../../src/domain/clusterRef.ts";
import type { Binding, Bound } from "./bindings.ts";

export const CLUSTER: ClusterRef = {
  subscriptionId: "11111111-2222-4333-8444-555555555555",
  resourceGroup: "ai",
  name: "lamp",
};

export interface ClusterWorldOptions {
  apiServer: WireHandler;
  mode?: "entra" | "admin";
}

export async function aClusterWorld(binding: Binding, { apiServer, mode = "entra" }: ClusterWorldOptions) {
  const world = openWorldStore(":memory:");
  const clock = createVirtualClock({ startAt: Date.parse("2026-09-01T08:00:00Z") });
  const tokens = createTokens({ clock });
  let running = true;
  const kubernetesHandler: WireHandler = (request) => (running ? apiServer(request) : Promise.reject(refused()));
  const kubernetes = await binding.bind(kubernetesHandler, clock);
  const seen = { armRequests: 0, tokensIssued: 0 };
  const arm = createArmSimulator({
    ...{ world, clock, tokens, settings: {}, latencyOf: createLatencies(), schedule: createSchedule(world, clock) },
    provisioner: { addNode: () => {}, removeNode: () => {}, updatePool: () => {} },
    kubernetes: {
      server: kubernetes.endpoint,
      certificateAuthorityPem: kubernetes.authority,
      token: (user) => `static-token-of-${user}`,
    },
  });
  arm.seedCluster({ ...CLUSTER, location: "eastus", kubernetesVersion: "1.34.2" });
  const armHandler: WireHandler = (request) => {
    seen.armRequests += 1;
    return arm.handle(request);
  };
  // One transport knows every host; over HTTPS each simulator has an address of its own.
  const overTransport = kubernetes.transport !== undefined;
  const azure: Bound = overTransport
    ? { ...kubernetes, endpoint: "https://management.azure.com" }
    : await binding.bind(armHandler, clock);
  const hosts = new Map([
    ["management.azure.com", armHandler],
    [new URL(kubernetes.endpoint).host, kubernetesHandler],
  ]);
  const connections = createClusterConnections({
    endpoint: azure.endpoint,
    credential: {
      getToken(scopes) {
        const audience = String(scopes).replace("/.default", "");
        if (audience === AKS_SERVER_AUDIENCE) seen.tokensIssued += 1;
        const { token } = tokens.issue(audience, "app");
        return Promise.resolve({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER });
      },
    },
    mode,
    now: () => clock.now(),
    ...(overTransport ? { transport: createInProcessTransport(hosts, clock) } : {}),
  });
  return {
    connections,
    tokens,
    seen,
    async stopApiServer() {
      running = false;
      await kubernetes.close();
    },
    async close() {
      await kubernetes.close();
      await azure.close();
    },
  };
}

function refused(): Error {
  return Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
}
