/** RunsPort on the durable client of one invocation. */
import type { DurableClient } from "durable-functions";
import { isActive } from "../domain/runtimeStatus.ts";
import type { RunStatus, RunsPort } from "./ports.ts";

export function createDurableRuns(client: DurableClient): RunsPort {
  const read = (instanceId: string) => readRun(client, instanceId);
  return {
    read,
    async start(orchestrator, instanceId, input) {
      try {
        await client.startNew(orchestrator, { instanceId, input });
        return "started";
      } catch (error) {
        // The SDK tells a conflict (409) by text only: the instance itself is asked instead.
        const run = await read(instanceId);
        if (run !== undefined && isActive(run.runtimeStatus)) return "running";
        throw error;
      }
    },
  };
}

async function readRun(client: DurableClient, instanceId: string): Promise<RunStatus | undefined> {
  try {
    const { runtimeStatus, input, customStatus, createdTime, lastUpdatedTime, output } =
      await client.getStatus(instanceId);
    return {
      runtimeStatus,
      input,
      customStatus,
      createdAt: isoTime(createdTime),
      lastUpdatedAt: isoTime(lastUpdatedTime),
      output,
    };
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(NOT_FOUND)) return undefined;
    throw error;
  }
}

/** The SDK has no other sign for an unknown instance (DurableClient.getStatus, durable-functions 3.5.0). */
const NOT_FOUND = "DurableClient error: Durable Functions extension replied with HTTP 404";

function isoTime(time: Date | string): string {
  return new Date(time).toISOString();
}
