/** The two ways to a simulator, for suites that must hold on both: HTTPS on loopback, and in-process function calls. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Certificate, loopbackCertificate, trustCertificate } from "../../local/world/certificate.ts";
import type { Clock } from "../../local/world/clock.ts";
import { listen } from "../../local/world/httpBinding.ts";
import { createInProcessTransport } from "../../local/world/inProcess.ts";
import type { WireHandler } from "../../local/world/wire.ts";
import type { Transport } from "../../src/clients/transport.ts";

export interface Bound {
  /** Where the simulator answers, without a slash at the end. */
  endpoint: string;
  transport?: Transport;
  /** PEM of who vouches for the endpoint. */
  authority: string;
  close(): Promise<void>;
}

export interface Binding {
  name: string;
  bind(handler: WireHandler, clock: Clock): Promise<Bound>;
}

const overHttps: Binding = {
  name: "HTTPS on loopback",
  async bind(handler) {
    const certificate = await trustedCertificate();
    const listener = await listen(handler, { certificate });
    return { endpoint: listener.url, authority: certificate.certificate, close: () => listener.close() };
  },
};

let trusted: Promise<Certificate> | undefined;

/** One for the whole process: of two authorities with the same name, TLS finds only the first. */
function trustedCertificate(): Promise<Certificate> {
  trusted ??= newCertificate().then((certificate) => {
    trustCertificate(certificate);
    return certificate;
  });
  return trusted;
}

export async function newCertificate(): Promise<Certificate> {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-clients-"));
  try {
    return await loopbackCertificate(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inProcess: Binding = {
  name: "in-process",
  bind(handler, clock) {
    const transport = createInProcessTransport(new Map([["simulated.test", handler]]), clock);
    return Promise.resolve({
      endpoint: "https://simulated.test",
      transport,
      authority: "-----BEGIN CERTIFICATE-----",
      close: () => Promise.resolve(),
    });
  },
};

export const BINDINGS: readonly Binding[] = [overHttps, inProcess];

export function endpointOf({ endpoint, transport }: Bound): { endpoint: string; transport?: Transport } {
  return transport === undefined ? { endpoint } : { endpoint, transport };
}
