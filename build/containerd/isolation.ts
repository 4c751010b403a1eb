/**
 * How a containerd is kept apart from the machine: with a network, mounts and processes of its own where the machine
 * lets us, so that ports do not collide and nothing outlives its parent; otherwise in its folder alone.
 */
import { spawnSync } from "node:child_process";

export interface Isolation {
  /** What goes before a command that only reads and prints, in a folder as root. */
  forReading: readonly string[];
  /** What goes before a daemon. */
  forDaemon: readonly string[];
  /** Several daemons may run at a time. */
  isParallel: boolean;
}

const OWN_NAMESPACES = ["--mount", "--net", "--pid", "--fork", "--kill-child"];
const AS_ROOT = ["unshare", "--user", "--map-root-user"];

export function findIsolation(): Isolation {
  const forReading = process.getuid?.() === 0 ? [] : AS_ROOT;
  const forDaemon = [...(forReading.length === 0 ? ["unshare"] : forReading), ...OWN_NAMESPACES];
  const isParallel = succeeds([...forDaemon, "true"]);
  return { forReading, forDaemon: isParallel ? forDaemon : forReading, isParallel };
}

function succeeds([command = "", ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
