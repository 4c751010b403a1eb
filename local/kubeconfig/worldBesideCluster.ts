/**
 * The app on the embedded host beside simulated Azure, working on a cluster that a kubeconfig reaches: simulated or
 * real, AKS or not.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Api, networkApi, withCredentials } from "../appApi.ts";
import { appEnvironment } from "../appEnvironment.ts";
import type { ClusterName } from "../azure/arm/state.ts";
import type { Host } from "../host/host.ts";
import type { HostLog } from "../host/hostLog.ts";
import { credentialsFor, type FrontDoor } from "../host/http/frontDoor.ts";
import { lastSeenAt } from "../host/store/hostStore.ts";
import { startApp } from "../startApp.ts";
import { loopbackCertificate } from "../world/certificate.ts";
import { createPacedClock } from "../world/clock.ts";
import { closeDoors, openDoors, urlsOf } from "../world/doors.ts";
import { lastMoment } from "../world/schedule.ts";
import { openWorldStore } from "../world/worldStore.ts";
import { type AzureName, createAzureBesideCluster } from "./azureBesideCluster.ts";
import { createClusterReads } from "./clusterReads.ts";
import type { GivenCluster } from "./readKubeconfig.ts";

export interface WorldBesideClusterOptions {
  given: GivenCluster;
  /** What simulated Azure calls it. */
  cluster: ClusterName;
  location: string;
  /** The same folder again goes on where it stopped. */
  dataFolder: string;
  /** App seconds a wall second; the cluster keeps its own time. */
  speed: number;
  port?: number;
  log?: HostLog;
  /** What the app's callers are asked for; left out: nothing. */
  frontDoor?: FrontDoor | undefined;
}

export interface WorldBesideCluster {
  host: Host;
  api: Api;
  url: string;
  urls: Record<AzureName, string>;
  caFile: string;
  stop(): Promise<void>;
}

/** Rejects before anything listens when the cluster cannot be reached. */
export async function startWorldBesideCluster(options: WorldBesideClusterOptions): Promise<WorldBesideCluster> {
  const { given, cluster, location, dataFolder, speed, port, log, frontDoor } = options;
  const reads = createClusterReads(given);
  const kubernetesVersion = await reads.version();
  mkdirSync(dataFolder, { recursive: true });
  const storeFile = join(dataFolder, "host.db");
  const certificate = await loopbackCertificate(dataFolder);
  const world = openWorldStore(join(dataFolder, "world.db"));
  const startAt = Math.max(Date.now(), lastMoment(world) ?? 0, lastSeenAt(storeFile));
  const clock = createPacedClock({ speed, startAt });
  const doors = await openDoors<AzureName>({ arm: certificate, tables: certificate, identity: undefined });
  const handlers = createAzureBesideCluster({
    ...{ world, clock, given, reads, cluster, location, kubernetesVersion },
  });
  for (const [name, door] of Object.entries(doors)) door.open(handlers[name as AzureName]);
  const urls = urlsOf(doors);

  async function stopAzure(): Promise<void> {
    clock.stop();
    await closeDoors(doors);
    world.close();
  }

  try {
    const host = await startApp({
      ...{
        environment: appEnvironment(urls, { clusterCredentials: "admin", frontDoor }),
        certificate,
        storeFile,
        clock,
        frontDoor,
      },
      ...(port === undefined ? {} : { port }),
      ...(log === undefined ? {} : { log }),
    });
    return {
      ...{ host, api: withCredentials(networkApi(host), credentialsFor(frontDoor)), url: host.url, urls },
      caFile: join(dataFolder, "loopback.crt"),
      async stop() {
        await host.stop();
        await stopAzure();
      },
    };
  } catch (error) {
    await stopAzure();
    throw error;
  }
}
