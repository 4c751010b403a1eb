/**
 * The containerd unit of one node: a start reads the configuration that is really there, leaves a line in the journal,
 * and listens on the NRI socket or not.
 */
import { dirname, join, matchesGlob } from "node:path";
import { type FileTree, readText } from "../machine/fileTree.ts";
import { CONTAINERD_CONFIG } from "../machine/imageFiles.ts";
import { SIMULATION_PATHS } from "../machine/simulationPaths.ts";
import { type ContainerdEvaluation, evaluateContainerdConfig } from "./evaluateContainerdConfig.ts";
import { type ImportReader, isPattern } from "./loadConfigTree.ts";

/** `configPath` as seen from inside the root. */
export function evaluateConfigOf(files: FileTree, configPath = `/${CONTAINERD_CONFIG}`): ContainerdEvaluation {
  return evaluateContainerdConfig(
    readText(files, configPath),
    importReader(files, dirname(configPath)),
    containerdVersionOf(files),
  );
}

export function containerdVersionOf(files: FileTree): string {
  return (readText(files, SIMULATION_PATHS.containerdVersion) ?? "").trim();
}

/** What `systemctl restart containerd` does. A failed start leaves the unit failed and nobody listening. */
export function startContainerd(files: FileTree): ContainerdEvaluation {
  const evaluation = outcomeOfStart(files);
  const failed = "error" in evaluation;
  const journal = readText(files, SIMULATION_PATHS.containerdRestarts) ?? "";
  const pid = FIRST_PID + journal.length * 7;
  files.write(SIMULATION_PATHS.containerdRestarts, `${journal}${pid} ${failed ? "failed" : "started"}\n`);
  files.write(SIMULATION_PATHS.containerdState, failed ? "failed\n" : "active\n");
  files.write("run/containerd/containerd.pid", failed ? "" : String(pid));
  listenOnSockets(files, failed ? { containerd: false, nri: false } : { containerd: true, nri: evaluation.nriEnabled });
  return evaluation;
}

/** A configuration may be right, and the machine's containerd not come up with it all the same. */
function outcomeOfStart(files: FileTree): ContainerdEvaluation {
  const evaluation = evaluateConfigOf(files);
  if ("error" in evaluation) return evaluation;
  if (evaluation.startError !== undefined) return { error: evaluation.startError };
  const fails = readText(files, SIMULATION_PATHS.containerdFailsWithNri)?.trim();
  if (fails === undefined) return evaluation;
  const isBroken = fails === "for good" && readContainerdState(files).starts > 1;
  if (!evaluation.nriEnabled && !isBroken) return evaluation;
  return { error: "containerd: failed to create NRI interface: simulated" };
}

export interface ContainerdState {
  starts: number;
  running: boolean;
}

export function readContainerdState(files: FileTree): ContainerdState {
  const journal = readText(files, SIMULATION_PATHS.containerdRestarts) ?? "";
  return {
    starts: journal.split("\n").length - 1,
    running: readText(files, SIMULATION_PATHS.containerdState)?.trim() === "active",
  };
}

const FIRST_PID = 1187;
const NRI_SOCKET = "/var/run/nri/nri.sock";
const SOCKETS = "proc/1/net/unix";

/** A stop leaves the socket's file behind; only the kernel's list tells who listens. */
function listenOnSockets(files: FileTree, listening: { containerd: boolean; nri: boolean }): void {
  const sockets = ["/run/systemd/private", "/run/dbus/system_bus_socket"];
  if (listening.containerd) sockets.push("/run/containerd/containerd.sock");
  if (listening.nri) {
    sockets.push(NRI_SOCKET);
    files.write("run/nri/nri.sock", "");
  }
  const lines = sockets.map(
    (path, index) => `0000000000000000: 00000002 00000000 00010000 0001 01 ${20_000 + index} ${path}\n`,
  );
  files.write(SOCKETS, `Num       RefCount Protocol Flags    Type St Inode Path\n${lines.join("")}`);
}

export function listensOnNri(files: FileTree): boolean {
  return (readText(files, SOCKETS) ?? "").includes(` ${NRI_SOCKET}\n`);
}

function importReader(files: FileTree, folder: string): ImportReader {
  return (pattern) => {
    const absolute = pattern.startsWith("/") ? pattern : join(folder, pattern);
    const parent = dirname(absolute);
    return files
      .list(parent)
      .map((name) => join(parent, name))
      .filter((path) => (isPattern(absolute) ? matchesGlob(path, absolute) : path === absolute))
      .map((path) => ({ path, text: readText(files, path) ?? "" }));
  };
}
