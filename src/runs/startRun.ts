/** Starts the run of a preparation, or any other run that holds its cluster's claim. */
import { withoutAddresses } from "../domain/notify/notifyTarget.ts";
import { ORCHESTRATIONS, type PrepareClusterInput } from "../domain/orchestrations.ts";
import type { PreparationRow } from "../domain/records.ts";
import type { RunDeps } from "./deps.ts";
import { isRunOf } from "./runState.ts";

const MOST_TRIES = 10;
const PAUSE_MS = 200;

/** May be called twice for the same preparation. `running`: some other run goes on. */
export async function startRun(
  deps: RunDeps,
  { id, instanceId, request, startedBy }: PreparationRow,
): Promise<"started" | "running"> {
  const input: PrepareClusterInput = {
    preparationId: id,
    request: withoutAddresses(request),
    ...(startedBy === undefined ? {} : { startedBy }),
  };
  return startInstance(deps, { orchestrator: ORCHESTRATIONS.prepareCluster, instanceId, id, input });
}

export interface Instance {
  orchestrator: string;
  instanceId: string;
  /** Of the run: its input names it. */
  id: string;
  input: unknown;
}

/** The cluster's last run of the same instance outlives its record and its claim by a moment, which is waited for. */
export async function startInstance(
  { runs, pause }: RunDeps,
  { orchestrator, instanceId, id, input }: Instance,
): Promise<"started" | "running"> {
  for (let tries = 1; ; tries++) {
    if ((await runs.start(orchestrator, instanceId, input)) === "started") return "started";
    if (isRunOf(await runs.read(instanceId), id)) return "started";
    if (tries === MOST_TRIES) return "running";
    await pause(PAUSE_MS);
  }
}
