/** Carries out a scenario's faults in a virtual world, and shows whoever watches it what passes there. */
import type { Fault } from "../../scenarios/faults.ts";
import type { KillMoment } from "../../scenarios/hostKills.ts";
import type { SimulatorName } from "../../simulators.ts";
import type { Clock } from "../../world/clock.ts";
import type { Transport, WireRequest } from "../../world/wire.ts";
import type { WorldWatch } from "../watch.ts";
import { createHostFaults, type HostFaults } from "./hostFaults.ts";
import { type FaultySystem, withRequestFaults } from "./requestFaults.ts";

export interface InjectionOptions {
  clock: Clock;
  urls: Readonly<Record<SimulatorName, string>>;
  watch: WorldWatch;
  mayBegin(): boolean;
}

export interface Injection {
  network(network: Transport): Transport;
  /** Nothing, when nobody needs it: moments cost. */
  host: Partial<HostFaults>;
}

export function injectFaults(faults: readonly Fault[], options: InjectionOptions): Injection {
  const { clock, urls, watch, mayBegin } = options;
  const onInjected = (kind: string) => watch.onInjected?.(kind);
  const requests = faults.filter((fault) => fault.kind === "request");
  const work = faults.filter((fault) => fault.kind === "work");
  const completions = faults.filter((fault) => fault.kind === "completion");
  const systemOf = systemsByOrigin(urls);
  const hostFaults = createHostFaults({ work, completions, mayBegin, onInjected });
  const isNeeded = work.length + completions.length > 0 || watch.onMoment !== undefined;
  return {
    network(network) {
      if (requests.length === 0 && watch.onRequest === undefined) return network;
      const faulty = withRequestFaults(network, { faults: requests, clock, systemOf, mayBegin, onInjected });
      return watched(faulty, watch);
    },
    host: isNeeded ? { ...hostFaults, onMoment: (at, subject) => seen(at, subject, watch, hostFaults) } : {},
  };
}

function seen(at: KillMoment, subject: string, watch: WorldWatch, hostFaults: HostFaults): void {
  watch.onMoment?.(at, subject);
  hostFaults.onMoment(at, subject);
}

function watched(network: Transport, watch: WorldWatch): Transport {
  return async (request) => {
    try {
      const response = await network(request);
      watch.onRequest?.(request, response);
      return response;
    } catch (error) {
      watch.onRequest?.(request, undefined);
      throw error;
    }
  };
}

/** The identity is no part of it: its tokens are kept over worlds. */
export function systemsByOrigin(
  urls: Readonly<Record<SimulatorName, string>>,
): (request: WireRequest) => FaultySystem | undefined {
  const systems: FaultySystem[] = ["arm", "kubernetes", "tables"];
  const byHost = new Map(systems.map((system) => [new URL(urls[system]).host, system]));
  return ({ url }) => byHost.get(new URL(url).host);
}
