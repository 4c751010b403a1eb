/** Turns a container that runs a shell script into a process of this machine: paths inside the container become real ones. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KubeObject, ObjectStore } from "../../cluster.ts";
import { type ContainerInside, DEVICES_PATH, LIMITS_PATH } from "../kubelet/containerInside.ts";
import { type ContainerSpec, podSpec } from "../kubelet/podShape.ts";
import type { Mount } from "../kubelet/podVolumes.ts";
import { declaredEnvironment } from "./declaredEnvironment.ts";
import type { ScriptTimes } from "./scriptTimes.ts";

export interface ScriptCommand {
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** Where the script leaves its termination message, its output, and the simulated time it took. */
  terminationLog: string;
  outputLog: string;
  elapsedLog: string;
}

export interface ScriptSurroundings extends ScriptTimes {
  mounts: readonly Mount[];
  /** The node's `/`. */
  root: string;
  podFolder: string;
  stubsFolder: string;
  compileCache: string;
  store: ObjectStore;
  inside: ContainerInside;
}

export const DEFAULT_TERMINATION_LOG = "/dev/termination-log";

/** Empties the container's files of an earlier run. */
export function scriptCommand(pod: KubeObject, container: ContainerSpec, around: ScriptSurroundings): ScriptCommand {
  const folder = join(around.podFolder, "containers", container.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { translate, ...process } = containerProcess(pod, container, { ...around, folder });
  const [, ...command] = container.command ?? [];
  return {
    ...process,
    args: [...command, ...(container.args ?? [])].map(translate),
    outputLog: join(folder, "output"),
  };
}

export interface ContainerProcess extends Omit<ScriptCommand, "args" | "outputLog"> {
  /** Where an argument that is a path inside the container really is. */
  translate(value: string): string;
}

/** What every process inside a container has: its variables and files. `folder` is there already. */
export function containerProcess(
  pod: KubeObject,
  container: ContainerSpec,
  around: ScriptSurroundings & { folder: string },
): ContainerProcess {
  const { folder, mounts } = around;
  const terminationLog = join(folder, "termination-log");
  const elapsedLog = join(folder, "elapsed");
  for (const file of [terminationLog, elapsedLog]) writeFileSync(file, "");
  const messagePath = container.terminationMessagePath ?? DEFAULT_TERMINATION_LOG;
  const own = placeInside(folder, around.inside);
  const inMounts = translator([
    ...mounts,
    { mountPath: messagePath, realPath: terminationLog },
    { mountPath: LIMITS_PATH, realPath: own.limits },
  ]);
  // Only by its very name: what else is in a container's /dev, such as /dev/null, is this machine's.
  const translate = (value: string) => (value === DEVICES_PATH ? own.devices : inMounts(value));
  return {
    translate,
    env: {
      ...baseEnvironment(pod, around, elapsedLog),
      ...declaredEnvironment(pod, container, around.store, translate),
    },
    cwd: workingFolder(container, translate, folder),
    terminationLog,
    elapsedLog,
  };
}

/** Files of its own for what only the container sees. */
function placeInside(folder: string, inside: ContainerInside): { limits: string; devices: string } {
  const places = { limits: join(folder, "limits"), devices: join(folder, "dev") };
  writeFileSync(places.limits, inside.limits);
  for (const device of inside.devices) {
    const path = join(places.devices, device);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }
  return places;
}

/** A value that is a mounted path, or lies below one, moves with it; the longest mount decides. */
function translator(mounts: readonly Mount[]): (value: string) => string {
  const longestFirst = [...mounts].sort((left, right) => right.mountPath.length - left.mountPath.length);
  return (value) => {
    const mount = longestFirst.find(({ mountPath }) => value === mountPath || value.startsWith(`${mountPath}/`));
    return mount === undefined ? value : mount.realPath.replace(/\/$/, "") + value.slice(mount.mountPath.length);
  };
}

function baseEnvironment(pod: KubeObject, around: ScriptSurroundings, elapsed: string): Record<string, string> {
  const rootMount = around.mounts.find(({ realPath }) => join(realPath, ".") === join(around.root, "."));
  return {
    PATH: `${join(around.stubsFolder, "container")}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: "/root",
    HOSTNAME: pod.metadata.name,
    LC_ALL: "C",
    NODE_COMPILE_CACHE: around.compileCache,
    LAMPLIGHTER_SIM_NODE: process.execPath,
    LAMPLIGHTER_SIM_STUBS: around.stubsFolder,
    LAMPLIGHTER_SIM_ROOT: around.root,
    LAMPLIGHTER_SIM_ROOT_MOUNT: rootMount?.mountPath ?? "",
    LAMPLIGHTER_SIM_ELAPSED: elapsed,
    LAMPLIGHTER_SIM_DEADLINE_MS: String(around.deadlineMs),
    LAMPLIGHTER_SIM_RESTART_MS: String(around.restartMs),
    LAMPLIGHTER_SIM_LOOP: podSpec(pod).restartPolicy === "Always" ? "yes" : "no",
  };
}

function workingFolder(container: ContainerSpec, translate: (value: string) => string, otherwise: string): string {
  const wanted = container.workingDir === undefined ? otherwise : translate(container.workingDir);
  return existsSync(wanted) ? wanted : otherwise;
}
