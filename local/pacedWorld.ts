/** Binding one: the app and its world behind HTTPS on loopback, on a paced clock, in files that outlive the process. */
import { join } from "node:path";
import { networkApi, withCredentials } from "./appApi.ts";
import { appEnvironment } from "./appEnvironment.ts";
import { credentialsFor } from "./host/http/frontDoor.ts";
import { lastSeenAt } from "./host/store/hostStore.ts";
import { type HttpsSimulators, startHttpsSimulators } from "./httpsSimulators.ts";
import { startMortalApp } from "./restarts/mortalApp.ts";
import { persistentApi } from "./restarts/persistentApi.ts";
import { writeOf } from "./restarts/writeOf.ts";
import type { RunningWorld, WorldOptions } from "./runningWorld.ts";
import { startApp } from "./startApp.ts";
import { trustCertificate } from "./world/certificate.ts";
import { networkTransport } from "./world/networkTransport.ts";

export async function startPacedWorld(options: WorldOptions, speed: number): Promise<RunningWorld> {
  const { scenario, dataFolder } = options;
  const storeFile = join(dataFolder, "host.db");
  const https = await startHttpsSimulators({ scenario, dataFolder, speed, notBefore: lastSeenAt(storeFile) });
  const { clock, urls, simulators, caFile, kubeconfigFile } = https;
  const start = scenario.hostKills.length === 0 ? startDeployedApp : startKilledApp;
  try {
    const { host, api, stop } = await start(https, storeFile, options);
    return {
      ...{ clock, host, simulators, api, url: host.url, urls, caFile, kubeconfigFile },
      async stop() {
        await stop();
        await https.stop();
      },
    };
  } catch (error) {
    await https.stop();
    throw error;
  }
}

type StartedApp = Pick<RunningWorld, "host" | "api" | "stop">;

/** The bundle that is deployed, with each SDK's own network. */
async function startDeployedApp(
  { clock, urls, certificate }: HttpsSimulators,
  storeFile: string,
  { port, log, frontDoor }: WorldOptions,
): Promise<StartedApp> {
  const environment = appEnvironment(urls, { frontDoor });
  const host = await startApp({ environment, certificate, storeFile, clock, port, log, frontDoor });
  return { host, api: withCredentials(networkApi(host), credentialsFor(frontDoor)), stop: host.stop };
}

/** A process cannot be killed in part: the app is the same, its requests pass through a seam that can be cut. */
async function startKilledApp(
  { clock, urls, certificate, simulators }: HttpsSimulators,
  storeFile: string,
  { scenario, port, log, frontDoor, onHostKilled }: WorldOptions,
): Promise<StartedApp> {
  trustCertificate(certificate);
  const environment = appEnvironment(urls, { frontDoor });
  Object.assign(process.env, environment);
  const app = await startMortalApp({
    ...{ environment, clock, storeFile, port, log, frontDoor },
    network: networkTransport,
    kills: scenario.hostKills,
    mayDie: simulators.hasBegun,
    identityUrl: urls.identity,
    writeOf: writeOf(urls),
    onKilled: (notice) => onHostKilled?.(notice),
  });
  return {
    host: app.host,
    api: withCredentials(persistentApi(app, networkApi), credentialsFor(frontDoor)),
    stop: app.stop,
  };
}
