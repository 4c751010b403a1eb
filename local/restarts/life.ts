/** One process's worth of the app and its host, which ends at once and without a trace when it is killed. */
import { join } from "node:path";
import type { LamplighterOptions } from "../../src/app.ts";
import type { DeliveryOf } from "../host/boundaries.ts";
import { createHost, type Host } from "../host/host.ts";
import type { HostLog } from "../host/hostLog.ts";
import type { FrontDoor } from "../host/http/frontDoor.ts";
import { collectApp, readHostJson } from "../host/loadApp.ts";
import { loadComposition } from "../loadComposition.ts";
import type { KillMoment } from "../scenarios/hostKills.ts";
import type { Clock } from "../world/clock.ts";
import type { Transport, WireRequest } from "../world/wire.ts";
import { createMortalTransport } from "./mortalTransport.ts";

export interface LifeOptions {
  environment: Readonly<Record<string, string>>;
  network: Transport;
  /** Where the app's managed identity answers. */
  identityUrl: string;
  clock: Clock;
  storeFile: string;
  /** Undefined: the request changes nothing. */
  writeOf(request: WireRequest): string | undefined;
  port?: number | undefined;
  log?: HostLog | undefined;
  frontDoor?: FrontDoor | undefined;
  /** How the app waits; left out: as it does by itself. */
  pause?: LamplighterOptions["pause"] | undefined;
  deliveryOf?: DeliveryOf | undefined;
  /** The composition root's bundle; left out: the one that was built. */
  composition?: string | undefined;
}

export interface Life {
  host: Host;
  /** Aborted when it is killed. */
  signal: AbortSignal;
  /** Nothing more leaves the app, is kept by the host or is logged. Twice is once. */
  kill(): void;
}

/** What a life comes to, for whoever wants to end it there. A turn is of its orchestrator: instances have new names. */
export type MomentHook = (life: Life, at: KillMoment, subject: string) => void;

const root = join(import.meta.dirname, "..", "..");

/** The app is loaded anew: nothing of an earlier life is in it. */
export async function beginLife(options: LifeOptions, onMoment: MomentHook | undefined): Promise<Life> {
  const { environment, network, identityUrl, clock, storeFile, port, log, writeOf, frontDoor, pause, deliveryOf } =
    options;
  const end = new AbortController();
  const { signal } = end;
  const pass = (at: KillMoment, subject: string) => {
    if (!signal.aborted) onMoment?.(life, at, subject);
  };
  const transport = createMortalTransport({
    ...{ network, life: signal, identityUrl },
    onAnswered(request) {
      const write = writeOf(request);
      if (write !== undefined) pass("write:made", write);
    },
  });
  const { registerLamplighter } = await loadComposition(root, options.composition);
  const host = createHost({
    app: await collectApp(() =>
      registerLamplighter({
        ...{ environment, transport, now: () => new Date(clock.now()) },
        ...(pause === undefined ? {} : { pause }),
      }),
    ),
    hostJson: await readHostJson(root),
    ...{ storeFile, clock, port, frontDoor, deliveryOf },
    log: (entry) => void (signal.aborted || log?.(entry)),
    ...(onMoment === undefined ? {} : { onBoundary: (at, subject) => pass(at, nameOf(host, at, subject)) }),
  });
  const life: Life = {
    host,
    signal,
    kill() {
      end.abort(new Error("The host was killed"));
      host.crash();
    },
  };
  await host.start();
  return life;
}

function nameOf({ inspect }: Host, at: KillMoment, subject: string): string {
  return at.startsWith("turn:") ? (inspect.instance(subject)?.name ?? subject) : subject;
}
