/**
 * The app on the embedded host, beside the simulated world it works on: behind HTTPS and on a paced clock, or inside
 * this process and on virtual time.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Api, inProcessApi, networkApi } from "./appApi.ts";
import { appEnvironment } from "./appEnvironment.ts";
import { createHost, type Host } from "./host/host.ts";
import type { HostLog } from "./host/hostLog.ts";
import { collectApp, readHostJson } from "./host/loadApp.ts";
import { lastSeenAt } from "./host/store/hostStore.ts";
import { startHttpsSimulators } from "./httpsSimulators.ts";
import { loadComposition } from "./loadComposition.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { createSimulators, type SimulatorName, type Simulators } from "./simulators.ts";
import { startApp } from "./startApp.ts";
import { type Clock, createVirtualClock } from "./world/clock.ts";
import { createInProcessTransport } from "./world/inProcess.ts";
import { openWorldStore } from "./world/worldStore.ts";

export interface WorldOptions {
  scenario: Scenario;
  /** The same folder again goes on where it stopped; on virtual time nothing is kept. */
  dataFolder: string;
  /** Simulated seconds a wall second, or "virtual": as fast as it goes. */
  speed: number | "virtual";
  /** The first moment on virtual time; left out: the same every time. */
  startAt?: number;
  /** Of the app's HTTP API; left out: a free one. */
  port?: number;
  log?: HostLog;
}

export interface RunningWorld {
  /** Its `now` is simulated time. */
  clock: Clock;
  host: Host;
  simulators: Simulators;
  /** Calls the app's HTTP API. */
  api: Api;
  /** Where the app's HTTP API listens. */
  url: string;
  urls: Record<SimulatorName, string>;
  /** Absent on virtual time: nothing listens. */
  caFile?: string;
  kubeconfigFile?: string;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..");

export async function startWorld(options: WorldOptions): Promise<RunningWorld> {
  mkdirSync(options.dataFolder, { recursive: true });
  const world = await (options.speed === "virtual"
    ? startVirtualWorld(options)
    : startPacedWorld(options, options.speed));
  if (options.scenario.given === "prepared") await prepareOnce(world, options.scenario);
  world.simulators.beginEvents();
  return world;
}

const POLL_SECONDS = 10;

/** The state that a scenario is given: a preparation of the same request, unless the world has seen one already. */
async function prepareOnce({ api, clock, simulators }: RunningWorld, { request }: Scenario): Promise<void> {
  if (simulators.hasBegun()) return;
  const started = await api("POST", "/api/preparations", request);
  if (started.status !== 202) throw new Error(`The given preparation was refused: ${JSON.stringify(started.body)}`);
  const { id } = started.body as { id: string };
  for (;;) {
    const { body } = await api("GET", `/api/preparations/${id}`);
    if ((body as { status: string }).status !== "running") break;
    await new Promise<void>((resolve) => clock.setTimer(clock.now() + POLL_SECONDS * 1000, resolve));
  }
  simulators.writeLog.clear();
}

async function startPacedWorld(
  { scenario, dataFolder, port, log }: WorldOptions,
  speed: number,
): Promise<RunningWorld> {
  const storeFile = join(dataFolder, "host.db");
  const notBefore = lastSeenAt(storeFile);
  const https = await startHttpsSimulators({ scenario, dataFolder, speed, notBefore });
  const { clock, urls, simulators, caFile, kubeconfigFile } = https;
  try {
    const environment = appEnvironment(urls);
    const { certificate } = https;
    const host = await startApp({ environment, certificate, storeFile, clock, ...given({ port, log }) });
    const stop = async () => {
      await host.stop();
      await https.stop();
    };
    return { clock, host, simulators, api: networkApi(host), url: host.url, urls, caFile, kubeconfigFile, stop };
  } catch (error) {
    await https.stop();
    throw error;
  }
}

/** Hosts of the in-process world: no name is looked up, nothing listens. */
const IN_PROCESS_URLS: Record<SimulatorName, string> = {
  arm: "https://management.azure.com",
  tables: "https://lamplighter.table.core.windows.net",
  identity: "http://identity.simulated",
  kubernetes: "https://cluster.simulated",
};

/** A fixed first moment, so that the same scenario gives the same times. */
const VIRTUAL_START = Date.UTC(2026, 0, 1);

async function startVirtualWorld(options: WorldOptions): Promise<RunningWorld> {
  const { scenario, dataFolder, startAt = VIRTUAL_START, port, log } = options;
  const clock = createVirtualClock({ startAt });
  const world = openWorldStore(":memory:");
  const urls = IN_PROCESS_URLS;
  const simulators = createSimulators({
    scenario,
    world,
    clock,
    dataFolder,
    kubernetesServer: urls.kubernetes,
    certificateAuthorityPem: "",
  });
  const hosts = new Map(
    Object.entries(urls).map(([name, url]) => [new URL(url).host, simulators.handlers[name as SimulatorName]]),
  );
  const environment = appEnvironment(urls);
  Object.assign(process.env, environment);
  const { registerLamplighter } = await loadComposition(root);
  const app = await collectApp(() =>
    registerLamplighter({ environment, transport: createInProcessTransport(hosts, clock) }),
  );
  const host = createHost({
    app,
    hostJson: await readHostJson(root),
    storeFile: ":memory:",
    clock,
    ...given({ port, log }),
  });
  simulators.start();
  await host.start();
  const stop = async () => {
    await host.stop();
    clock.stop();
    simulators.stop();
    world.close();
  };
  return { clock, host, simulators, api: inProcessApi(host), url: host.url, urls, stop };
}

/** Options that were given at all. */
function given(options: { port: number | undefined; log: HostLog | undefined }): { port?: number; log?: HostLog } {
  return {
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.log === undefined ? {} : { log: options.log }),
  };
}
