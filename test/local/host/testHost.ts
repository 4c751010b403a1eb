/** A host on a virtual clock over functions that a test registers inline. */

import { onTestFinished } from "vitest";
import { createHost, type Host, type HostOptions } from "../../../local/host/host.ts";
import type { HostLogEntry } from "../../../local/host/hostLog.ts";
import { collectApp } from "../../../local/host/loadApp.ts";
import type { InstanceRow } from "../../../local/host/store/instances.ts";
import { type Clock, createVirtualClock } from "../../../local/world/clock.ts";

export const START_AT = Date.UTC(2026, 0, 5, 8, 0, 0);

export interface TestHost extends Host {
  clock: Clock;
  log: HostLogEntry[];
  /** Starts an instance over the durable API and returns its id. */
  startNew(name: string, input?: unknown, instanceId?: string): Promise<string>;
  /** Starts an instance and waits for its end. */
  run(name: string, input?: unknown, instanceId?: string): Promise<InstanceRow>;
  raiseEvent(instanceId: string, name: string, data?: unknown): Promise<void>;
  operate(instanceId: string, operation: "terminate" | "suspend" | "resume", reason?: string): Promise<number>;
}

/** `register` runs while the worker shim collects functions. The host ends with the test. */
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

  async function startNew(name: string, input?: unknown, instanceId?: string): Promise<string> {
    const path = instanceId === undefined ? name : `${name}/${instanceId}`;
    const response = await host.request({
      method: "POST",
      url: `/durabletask/orchestrators/${path}`,
      body: JSON.stringify(input),
    });
    if (response.status !== 202) throw new Error(`startNew ${name}: ${response.status} ${response.text}`);
    return (response.json() as { id: string }).id;
  }

  return Object.defineProperties(
    {
      clock,
      log,
      startNew,
      run: async (name: string, input?: unknown, instanceId?: string) =>
        host.finished(await startNew(name, input, instanceId)),
      async raiseEvent(instanceId: string, name: string, data: unknown = null) {
        await host.request({
          method: "POST",
          url: `/durabletask/instances/${instanceId}/raiseEvent/${name}`,
          body: JSON.stringify(data),
        });
      },
      async operate(instanceId: string, operation: string, reason = "test") {
        const url = `/durabletask/instances/${instanceId}/${operation}?reason=${reason}`;
        return (await host.request({ method: "POST", url })).status;
      },
    },
    Object.getOwnPropertyDescriptors(host),
  ) as TestHost;
}
