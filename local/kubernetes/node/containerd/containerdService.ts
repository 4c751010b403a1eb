/**
 * The containerd unit of one node's root file system: a start reads the configuration that is really there, leaves a
 * line in the journal, and listens on the NRI socket or not.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, matchesGlob } from "node:path";
import { CONTAINERD_CONFIG } from "../machine/imageFiles.ts";
import { SIMULATION_PATHS } from "../machine/simulationPaths.ts";
import { type ContainerdEvaluation, evaluateContainerdConfig } from "./evaluateContainerdConfig.ts";
import type { ImportReader } from "./loadConfigTree.ts";

/** `configPath` as seen from inside the root. */
export function evaluateConfigOf(root: string, configPath = `/${CONTAINERD_CONFIG}`): ContainerdEvaluation {
  return evaluateContainerdConfig(
    readIfPresent(join(root, configPath)),
    importReader(root, dirname(configPath)),
    containerdVersionOf(root),
  );
}

export function containerdVersionOf(root: string): string {
  return readFileSync(join(root, SIMULATION_PATHS.containerdVersion), "utf8").trim();
}

/** What `systemctl restart containerd` does. A failed start leaves the unit failed and nobody listening. */
export function startContainerd(root: string): ContainerdEvaluation {
  const evaluation = evaluateConfigOf(root);
  const failed = "error" in evaluation;
  const journal = readIfPresent(join(root, SIMULATION_PATHS.containerdRestarts)) ?? "";
  const pid = FIRST_PID + journal.length * 7;
  write(root, SIMULATION_PATHS.containerdRestarts, `${journal}${pid} ${failed ? "failed" : "started"}\n`);
  write(root, SIMULATION_PATHS.containerdState, failed ? "failed\n" : "active\n");
  write(root, "run/containerd/containerd.pid", failed ? "" : String(pid));
  listenOnSockets(root, failed ? { containerd: false, nri: false } : { containerd: true, nri: evaluation.nriEnabled });
  return evaluation;
}

export interface ContainerdState {
  starts: number;
  running: boolean;
}

export function readContainerdState(root: string): ContainerdState {
  const journal = readIfPresent(join(root, SIMULATION_PATHS.containerdRestarts)) ?? "";
  return {
    starts: journal.split("\n").length - 1,
    running: readIfPresent(join(root, SIMULATION_PATHS.containerdState))?.trim() === "active",
  };
}

const FIRST_PID = 1187;
const NRI_SOCKET = "/var/run/nri/nri.sock";

/** A stop leaves the socket's file behind; only the kernel's list tells who listens. */
function listenOnSockets(root: string, listening: { containerd: boolean; nri: boolean }): void {
  const sockets = ["/run/systemd/private", "/run/dbus/system_bus_socket"];
  if (listening.containerd) sockets.push("/run/containerd/containerd.sock");
  if (listening.nri) {
    sockets.push(NRI_SOCKET);
    write(root, "run/nri/nri.sock", "");
  }
  const lines = sockets.map(
    (path, index) => `0000000000000000: 00000002 00000000 00010000 0001 01 ${20_000 + index} ${path}\n`,
  );
  write(root, "proc/1/net/unix", `Num       RefCount Protocol Flags    Type St Inode Path\n${lines.join("")}`);
}

export function listensOnNri(root: string): boolean {
  return (readIfPresent(join(root, "proc/1/net/unix")) ?? "").includes(` ${NRI_SOCKET}\n`);
}

function importReader(root: string, folder: string): ImportReader {
  return (pattern) => {
    const absolute = pattern.startsWith("/") ? pattern : join(folder, pattern);
    const parent = dirname(absolute);
    if (!existsSync(join(root, parent))) return [];
    return readdirSync(join(root, parent))
      .sort()
      .map((name) => join(parent, name))
      .filter((path) => path === absolute || matchesGlob(path, absolute))
      .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
  };
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** As after a reboot: nothing in /run survives. */
export function clearRun(root: string): void {
  rmSync(join(root, "run"), { recursive: true, force: true });
}
