/** A host on a virtual clock over functions that a test registers inline. */
import type { Task } from "durable-functions";
import { onTestFinished } from "vitest";
import { createHost, type Host, type HostOptions } from "../../../local/host/host.ts";
import type { HostLogEntry } from "../../../local/host/hostLog.ts";
import { collectApp } from "../../../local/host/loadApp.ts";
import type { InstanceRow } from "../../../local/host/store/instances.ts";
import { type Clock, createVirtualClock } from "../../../local/world/clock.ts";

export const START_AT = Date.UTC(2026, 0, 5, 8, 0, 0);

/** What an orchestrator's generator is: its yields are untyped in the SDK. */
export type Body = Generator<Task, unknown, unknown>;

export interface TestHost {
  host: Host;
  clock: Clock;
  log: HostLogEntry[];
  /** Starts an instance over the durable API and returns its id. */
  startNew(name: string, input?: unknown, instanceId?: string): Promise<string>;
  /** Starts an instance and waits for its end. */
  run(name: string, input?: unknown, instanceId?: string): Promise<InstanceRow>;
  /** The status code of the answer, as for the other operations. */
  raiseEvent(instanceId: string, name: string, data?: unknown): Promise<number>;
  operate(instanceId: string, operation: string): Promise<number>;
  status(instanceId: string, query?: string): Promise<Record<string, unknown>>;
  /** Lets everything run that can run without waiting for time. */
  settle(): Promise<void>;
}

export async function startTestHost(register: () => void, options: Partial<HostOptions> = {}): Promise<TestHost> {
  const clock = options.clock ?? createVirtualClock({ startAt: START_AT });
  const log: HostLogEntry[] = [];
  const app = options.app ?? (await collectApp(register));
  const host = createHost({ storeFile: ":memory:", ...options, app, clock, log: (entry) => log.push(entry) });
  onTestFinished(() => {
    host.crash();
    clock.stop();
  });
  await host.start();

  const api = (method: string, path: string, body?: unknown) =>
    host.request({
      method,
      url: `/durabletask/${path}`,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function startNew(name: string, input?: unknown, instanceId?: string): Promise<string> {
    const response = await api(
      "POST",
      `orchestrators/${name}${instanceId === undefined ? "" : `/${instanceId}`}`,
      input,
    );
    if (response.status !== 202) throw new Error(`startNew ${name}: ${response.status} ${response.text}`);
    return (response.json() as { id: string }).id;
  }

  return {
    host,
    clock,
    log,
    startNew,
    run: async (name, input, instanceId) => host.finished(await startNew(name, input, instanceId)),
    raiseEvent: async (id, name, data = null) => (await api("POST", `instances/${id}/raiseEvent/${name}`, data)).status,
    operate: async (id, operation) => (await api("POST", `instances/${id}/${operation}?reason=because`)).status,
    status: async (id, query = "") => (await api("GET", `instances/${id}${query}`)).json() as Record<string, unknown>,
    async settle() {
      do await new Promise(setImmediate);
      while (host.busy);
    },
  };
}

/** The JSON of an instance's output. */
export function outputOf(instance: InstanceRow): unknown {
  return JSON.parse(instance.output ?? "null");
}

/** A clock that never gets to its timers: time stands still for the whole test. */
export function frozenClock(): Clock {
  const clock = createVirtualClock({ startAt: START_AT });
  clock.hold();
  return clock;
}
