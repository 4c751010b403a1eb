/** The phase of a pod, from its containers alone. */
import type { PodRun } from "./podRun.ts";
import type { PodSpec } from "./podShape.ts";

export function phaseOf(spec: PodSpec, run: PodRun): string {
  const { containers, restartPolicy } = spec;
  if (!isInitialized(spec, run)) return restartPolicy === "Never" && hasFailedInit(spec, run) ? "Failed" : "Pending";
  const states = containers.map(({ name }) => run.containers[name]);
  if (states.every((state) => state === undefined)) return "Pending";
  const exits = states.map((state) => state?.exit);
  if (restartPolicy === "Always" || exits.some((exit) => exit === undefined)) return "Running";
  if (exits.every((exit) => exit?.exitCode === 0)) return "Succeeded";
  return restartPolicy === "OnFailure" ? "Running" : "Failed";
}

export function isInitialized({ initContainers = [] }: PodSpec, run: PodRun): boolean {
  return initContainers.every(({ name }) => run.containers[name]?.exit?.exitCode === 0);
}

function hasFailedInit({ initContainers = [] }: PodSpec, run: PodRun): boolean {
  return initContainers.some(({ name }) => (run.containers[name]?.exit?.exitCode ?? 0) !== 0);
}
