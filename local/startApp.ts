/** The deployed bundle on the embedded host, on the network and in this process's environment: once in a process. */
import { join } from "node:path";
import { createHost, type Host } from "./host/host.ts";
import type { HostLog } from "./host/hostLog.ts";
import type { FrontDoor } from "./host/http/frontDoor.ts";
import { loadApp } from "./host/loadApp.ts";
import { type Certificate, trustCertificate } from "./world/certificate.ts";
import type { Clock } from "./world/clock.ts";

export interface StartAppOptions {
  environment: Readonly<Record<string, string>>;
  /** Of the simulators that it talks to. */
  certificate: Certificate;
  storeFile: string;
  clock: Clock;
  /** Left out: a free one. */
  port?: number | undefined;
  log?: HostLog | undefined;
  frontDoor?: FrontDoor | undefined;
}

const root = join(import.meta.dirname, "..");

export async function startApp({ environment, certificate, ...options }: StartAppOptions): Promise<Host> {
  trustCertificate(certificate);
  Object.assign(process.env, environment);
  const host = createHost({ ...(await loadApp({ root })), ...options });
  await host.start();
  return host;
}
