/** Pods that run a few lines of shell. */
import type { Sent } from "./resource.ts";
import { settings } from "./settings.ts";
import type { Pod } from "./topic.ts";

export interface PodChanges {
  labels?: Record<string, string>;
  spec?: object;
  container?: object;
}

export function shellContainer(script: string, changes: object = {}) {
  return { name: "main", image: settings().image, command: ["/bin/sh", "-c", script], ...changes };
}

/** Never restarted, and killed without grace, so that tests end soon. */
export function shellPod(name: string, script: string, { labels = {}, spec = {}, container = {} }: PodChanges = {}) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: { ...shellPodSpec(script, container), ...spec },
  } satisfies Sent;
}

export function shellPodSpec(script: string, container: object = {}) {
  return {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
    tolerations: [{ operator: "Exists" }],
    containers: [shellContainer(script, container)],
  };
}

/** Longer than any test. */
export const RUNS_LONG = "sleep 3600";

export const SUCCEEDS = "exit 0";

export function isRunning(pod: Pod): boolean {
  return pod.status?.phase === "Running";
}

export function isOver(pod: Pod): boolean {
  return ["Succeeded", "Failed"].includes(pod.status?.phase ?? "");
}

export function stateOf(pod: Pod, container = "main") {
  return pod.status?.containerStatuses?.find(({ name }) => name === container)?.state ?? {};
}
