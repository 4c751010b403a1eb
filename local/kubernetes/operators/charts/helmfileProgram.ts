/**
 * The helmfile Job's container. Like the real one it records a pending revision first and needs rights of its
 * ServiceAccount; killed in the middle, it leaves the revision pending.
 */
import { basename, dirname, join, normalize } from "node:path";
import type { V1PodSpec } from "@kubernetes/client-node";
import { createAccessControl, serviceAccountUser } from "../../api/access/accessControl.ts";
import type { ObjectStore } from "../../cluster.ts";
import type { NodeProgram, ProgramContext } from "../../node/kubelet/nodeProgram.ts";
import { podSpecOf } from "../../store/objectParts.ts";
import { findChart } from "./findChart.ts";
import { parseHelmfile } from "./helmfile.ts";
import { beginRelease, type ChartRelease, finishRelease } from "./installChart.ts";

export const helmfileProgram: NodeProgram = {
  name: "helmfile",
  plays: ({ command = [] }) => command[0] === "helmfile",
  advance(context) {
    try {
      const releases = requestedReleases(context);
      if (context.recall("begun") === undefined) begin(releases, context);
      if (!context.hasFinished("run", context.cluster.latencyOf("chartJob", context.pod.metadata.name))) {
        return { ready: true };
      }
      finish(releases, context);
      return { ready: false, exitCode: 0 };
    } catch (error) {
      context.print(`Error: ${error instanceof Error ? error.message : String(error)}`);
      return { ready: false, exitCode: 1 };
    }
  },
};

function requestedReleases(context: ProgramContext): ChartRelease[] {
  const { command = [], args = [] } = context.container;
  const [, action, ...options] = [...command, ...args];
  const file = options[options.findIndex((option) => ["--file", "-f"].includes(option)) + 1];
  if (action !== "apply" || file === undefined) {
    throw new Error(`"${[...command, ...args].join(" ")}" is not simulated; known: helmfile apply --file FILE`);
  }
  const helmfile = parseHelmfile(readMounted(context, file), (path) => readMounted(context, join(dirname(file), path)));
  return helmfile.releases.map((release) => findChart(release, helmfile));
}

function begin(releases: readonly ChartRelease[], context: ProgramContext): void {
  const { store } = context.cluster;
  releases.forEach((release, index) => {
    requireRights(release, podSpecOf(context.pod), context);
    if (beginRelease(store, release) === "unchanged") context.remember(`unchanged.${index}`, 1);
    context.print(`Upgrading release=${release.name}, chart=${release.chart}, namespace=${release.namespace}`);
  });
  context.remember("begun", 1);
}

function finish(releases: readonly ChartRelease[], context: ProgramContext): void {
  const { store } = context.cluster;
  releases.forEach((release, index) => {
    if (context.recall(`unchanged.${index}`) !== undefined) {
      context.print(`No affected releases: ${release.name}`);
      return;
    }
    const { revision } = finishRelease(store, release);
    context.print(`Release "${release.name}" has been upgraded. Happy Helming!`);
    context.print(`NAMESPACE: ${release.namespace}\nSTATUS: deployed\nREVISION: ${revision}`);
  });
}

function requireRights(
  { namespace }: ChartRelease,
  { serviceAccountName = "default" }: V1PodSpec,
  context: ProgramContext,
) {
  const { isAllowed } = createAccessControl(context.cluster.store);
  const user = serviceAccountUser(context.pod.metadata.namespace ?? "", serviceAccountName);
  const needed = [
    { verb: "list", group: "", resource: "secrets", namespace },
    { verb: "create", group: "apps", resource: "deployments", namespace },
    { verb: "create", group: "apiextensions.k8s.io", resource: "customresourcedefinitions" },
  ];
  const refused = needed.find((request) => !isAllowed(user, request));
  if (refused === undefined) return;
  const scope = refused.namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  throw new Error(
    `query: failed to query with labels: ${refused.resource} is forbidden: User "${user.name}" cannot ${refused.verb} ` +
      `resource "${refused.resource}" in API group "${refused.group}" ${scope}`,
  );
}

/** Only ConfigMap volumes can hold a helmfile. */
function readMounted({ container, pod, cluster }: ProgramContext, path: string): string {
  const mount = container.volumeMounts?.find(({ mountPath }) => normalize(mountPath) === dirname(path));
  const volume = podSpecOf(pod).volumes?.find(({ name }) => name === mount?.name);
  const text = configMapData(cluster.store, pod.metadata.namespace, volume?.configMap?.name)[basename(path)];
  if (text === undefined) throw new Error(`open ${path}: no such file or directory`);
  return text;
}

function configMapData(store: ObjectStore, namespace: string | undefined, name = ""): Record<string, string> {
  return (store.get("v1/ConfigMap", namespace, name)?.["data"] ?? {}) as Record<string, string>;
}
