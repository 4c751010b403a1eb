/** Binding one: every simulator behind HTTPS on loopback, and the files with which other programs reach them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "./scenarios/scenario.ts";
import { createSimulators, type SimulatorName, type Simulators } from "./simulators.ts";
import { type Certificate, loopbackCertificate } from "./world/certificate.ts";
import { type Clock, createPacedClock } from "./world/clock.ts";
import { closeDoors, openDoors, urlsOf } from "./world/doors.ts";
import { lastMoment } from "./world/schedule.ts";
import { openWorldStore, type WorldStore } from "./world/worldStore.ts";

export interface HttpsSimulatorsOptions {
  scenario: Scenario;
  /** Everything is kept here; the same folder again goes on where it stopped. */
  dataFolder: string;
  /** Simulated seconds a wall second. */
  speed: number;
  /** The clock goes on from here, when that is later than the world's own last moment. */
  notBefore?: number;
}

export interface HttpsSimulators {
  clock: Clock;
  certificate: Certificate;
  urls: Record<SimulatorName, string>;
  caFile: string;
  kubeconfigFile: string;
  simulators: Simulators;
  stop(): Promise<void>;
}

export async function startHttpsSimulators({
  scenario,
  dataFolder,
  speed,
  notBefore = 0,
}: HttpsSimulatorsOptions): Promise<HttpsSimulators> {
  mkdirSync(dataFolder, { recursive: true });
  const certificate = await loopbackCertificate(dataFolder);
  const world = openWorldStore(join(dataFolder, "world.db"));
  const clock = createPacedClock({ speed, startAt: resumeAt(world, notBefore) });
  const doors = await openDoors<SimulatorName>({
    ...{ arm: certificate, tables: certificate, kubernetes: certificate, receiver: certificate },
    identity: undefined,
  });
  const simulators = createSimulators({
    scenario,
    world,
    clock,
    dataFolder,
    kubernetesServer: doors.kubernetes.listener.url,
    certificateAuthorityPem: certificate.certificate,
  });
  for (const [name, door] of Object.entries(doors)) door.open(simulators.handlers[name as SimulatorName]);
  simulators.start();
  return {
    clock,
    certificate,
    simulators,
    urls: urlsOf(doors),
    caFile: join(dataFolder, "loopback.crt"),
    kubeconfigFile: writeKubeconfig(dataFolder, doors.kubernetes.listener.url, certificate, simulators.adminToken),
    async stop() {
      clock.stop();
      simulators.stop();
      await closeDoors(doors);
      world.close();
    },
  };
}

/** A world that was left goes on from its last moment: simulated time never goes back. */
function resumeAt(world: WorldStore, notBefore: number): number {
  return Math.max(lastMoment(world) ?? Date.now(), notBefore);
}

/** JSON is YAML: kubectl reads it. */
function writeKubeconfig(folder: string, server: string, certificate: Certificate, token: string): string {
  const file = join(folder, "kubeconfig");
  const authority = Buffer.from(certificate.certificate).toString("base64");
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "simulated", cluster: { server, "certificate-authority-data": authority } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "simulated", context: { cluster: "simulated", user: "admin" } }],
    "current-context": "simulated",
  };
  writeFileSync(file, JSON.stringify(kubeconfig, null, 2), { mode: 0o600 });
  return file;
}
