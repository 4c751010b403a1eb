/**
 * Pods that run a few lines of shell. As in the app's own scripts, every path inside the container comes from a variable:
 * a simulated container has no root of its own, so its mounts are known by their variables.
 */
import { ok, type Resource, type Sent } from "./resource.ts";
import { settings } from "./settings.ts";
import type { Pod } from "./topic.ts";

export interface PodChanges {
  labels?: Record<string, string>;
  spec?: object;
  container?: ContainerChanges;
}

export interface ContainerChanges {
  env?: object[];
  [field: string]: unknown;
}

export function shellContainer(script: string, { env = [], ...changes }: ContainerChanges = {}) {
  return {
    name: "main",
    image: settings().image,
    // Whatever its tag is: a cluster may have no way to a registry.
    imagePullPolicy: "IfNotPresent",
    command: ["/bin/sh", "-c", script],
    env: [{ name: "LAST_WORDS", value: "/dev/termination-log" }, ...env],
    ...changes,
  };
}

/** A mount, and the variable that tells where it is: `FILES` for the volume "files". */
export function mountAt(volume: string, path: string) {
  return { volumeMounts: [{ name: volume, mountPath: path }], env: [{ name: volume.toUpperCase(), value: path }] };
}

/** Never restarted, and killed after a second, so that tests end soon. */
export function shellPod(name: string, script: string, { labels = {}, spec = {}, container = {} }: PodChanges = {}) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: { ...shellPodSpec(script, container), ...spec },
  } satisfies Sent;
}

export function shellPodSpec(script: string, container: ContainerChanges = {}) {
  return {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ operator: "Exists" }],
    containers: [shellContainer(script, container)],
  };
}

/** Longer than any test. */
export const RUNS_LONG = "sleep 3600";

export const SUCCEEDS = "exit 0";

export async function runToEnd(pods: Resource<Pod>, sent: Sent & { metadata: { name: string } }): Promise<Pod> {
  await ok(pods.create(sent));
  return pods.until(sent.metadata.name, "is over", isOver);
}

export function isRunning(pod: Pod): boolean {
  return pod.status?.phase === "Running";
}

export function isOver(pod: Pod): boolean {
  return ["Succeeded", "Failed"].includes(pod.status?.phase ?? "");
}

export function stateOf(pod: Pod, container = "main") {
  return pod.status?.containerStatuses?.find(({ name }) => name === container)?.state ?? {};
}

export function conditionOf(pod: Pod, type: string) {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}
