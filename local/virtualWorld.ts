/** Binding two: the app and its world inside this process, on virtual time. */
import { join } from "node:path";
import { inProcessApi, withCredentials } from "./appApi.ts";
import { appEnvironment } from "./appEnvironment.ts";
import { injectFaults } from "./faults/injection/injectFaults.ts";
import { credentialsFor } from "./host/http/frontDoor.ts";
import { RECEIVER_URL } from "./notify/receiver.ts";
import { startMortalApp } from "./restarts/mortalApp.ts";
import { persistentApi } from "./restarts/persistentApi.ts";
import { writeOf } from "./restarts/writeOf.ts";
import type { RunningWorld, WorldOptions } from "./runningWorld.ts";
import { createSimulators, type SimulatorName } from "./simulators.ts";
import { createVirtualClock } from "./world/clock.ts";
import { createInProcessTransport } from "./world/inProcess.ts";
import type { Transport, WireHandler } from "./world/wire.ts";
import { openWorldStore } from "./world/worldStore.ts";

/** No name is looked up, nothing listens. */
const URLS: Record<SimulatorName, string> = {
  arm: "https://management.azure.com",
  tables: "https://lamplighter.table.core.windows.net",
  identity: "http://identity.simulated",
  kubernetes: "https://cluster.simulated",
  receiver: RECEIVER_URL,
};

/** A fixed first moment, so that the same scenario gives the same times. */
export const VIRTUAL_START = Date.UTC(2026, 0, 1);

export async function startVirtualWorld(options: WorldOptions): Promise<RunningWorld> {
  const { scenario, dataFolder, startAt = VIRTUAL_START, port, log, frontDoor, pause, onHostKilled } = options;
  const { watch = {} } = options;
  const { inFrontOf = (_name: SimulatorName, simulator: WireHandler) => simulator } = options;
  const clock = createVirtualClock({ startAt });
  watch.onClock?.(clock);
  const world = openWorldStore(":memory:");
  const simulators = createSimulators({
    scenario,
    world,
    clock,
    dataFolder,
    kubernetesServer: URLS.kubernetes,
    certificateAuthorityPem: "",
    machines: watch,
  });
  const handlers = new Map(
    (Object.entries(URLS) as [SimulatorName, string][]).map(([name, url]) => [
      new URL(url).host,
      inFrontOf(name, simulators.handlers[name]),
    ]),
  );
  const environment = appEnvironment(URLS, { frontDoor });
  const injection = injectFaults(scenario.faults, { clock, urls: URLS, watch, mayBegin: simulators.hasBegun });
  // Slack's conversations, as far as anybody writes into them.
  handlers.set("hooks.slack.com", simulators.handlers.receiver);
  Object.assign(process.env, environment);
  simulators.start();
  const app = await startMortalApp({
    ...{ environment, clock, port, log, frontDoor, pause, ...injection.host, composition: watch.composition },
    network: injection.network(interrupted(createInProcessTransport(handlers, clock), options)),
    kills: scenario.hostKills,
    // Only a file is there for the next host.
    storeFile: scenario.hostKills.length === 0 ? ":memory:" : join(dataFolder, "host.db"),
    mayDie: simulators.hasBegun,
    identityUrl: URLS.identity,
    writeOf: writeOf(URLS),
    onKilled: (notice) => onHostKilled?.(notice),
  });
  const stop = async () => {
    await app.stop();
    clock.stop();
    simulators.stop();
    world.close();
  };
  return {
    clock,
    host: app.host,
    simulators,
    api: withCredentials(persistentApi(app, inProcessApi), credentialsFor(frontDoor)),
    url: app.host.url,
    urls: URLS,
    stop,
  };
}

function interrupted(network: Transport, { interfere }: WorldOptions): Transport {
  if (interfere === undefined) return network;
  return async (request) => interfere(request) ?? network(request);
}
