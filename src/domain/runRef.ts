/** What every step of a run is told of it. */
import type { PrepareClusterInput } from "./orchestrations.ts";
import type { RunRef } from "./steps.ts";

export function runRefOf({ preparationId, request }: PrepareClusterInput): RunRef {
  const { cluster, registry } = request;
  return { preparationId, cluster, ...(registry === undefined ? {} : { registryPrefix: registry.prefix }) };
}
