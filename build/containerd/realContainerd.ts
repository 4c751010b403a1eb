/** A real containerd on real files: what `config dump` says, and whether the started daemon answers on its NRI socket. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { CONFIG_PATH, makeContainerdRoot, PROGRAM, placeTexts } from "./containerdRoot.ts";
import type { Isolation } from "./isolation.ts";
import type { Containerd, Observation } from "./observation.ts";

/** However this process ends, none of its containerds lives longer. */
const BOUND_SECONDS = 30;
const BOUND = ["timeout", "--signal=KILL", String(BOUND_SECONDS)];
const POLL_MS = 20;

/** `root` must not exist; one observation at a time. Throws when the program does not run on this machine. */
export async function openContainerd(unpacked: string, root: string, isolation: Isolation): Promise<Containerd> {
  makeContainerdRoot(unpacked, root);
  const reading = [...BOUND, ...isolation.forReading, "chroot", root, PROGRAM];
  const daemon = [...BOUND, ...isolation.forDaemon, "chroot", root, PROGRAM];
  const about = await runToEnd([...reading, "--version"]);
  const version = /\d+\.\d+\.\d+/.exec(about.stdout)?.[0];
  if (version === undefined) throw new Error(`containerd does not run on this machine: ${about.stderr.trim()}`);
  return {
    version,
    async dump(texts) {
      placeTexts(root, texts);
      const { code, stdout } = await runToEnd([...reading, ...DUMP]);
      return code === 0 ? stdout : undefined;
    },
    async observe(texts) {
      placeTexts(root, texts);
      const dump = await runToEnd([...reading, ...DUMP]);
      const start = await observeStart([...daemon, "--config", CONFIG_PATH], join(root, "run/nri/nri.sock"));
      return dump.code === 0
        ? { dump: dump.stdout, ...start }
        : { dump: undefined, nri: start.nri, remark: dump.stderr.trim() };
    },
  };
}

const DUMP = ["--config", CONFIG_PATH, "config", "dump"];

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

async function runToEnd([command = "", ...args]: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...output };
}

type Start = Pick<Observation, "nri" | "remark">;

/** Ends the daemon as soon as it is known whether it listens. */
async function observeStart([command = "", ...args]: readonly string[], socket: string): Promise<Start> {
  // A group of its own, so that it can be ended whole.
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  const closed = once(child, "close");
  const log = new StartLog();
  createInterface(child.stderr).on("line", (line) => log.read(line));
  try {
    for (;;) {
      if (child.signalCode !== null) return { nri: "unclear", remark: `after ${BOUND_SECONDS} s: ${log.lastLine}` };
      if (child.exitCode !== null) return { nri: "notStarted", remark: log.lastLine };
      if (log.isOff()) return { nri: "off", remark: log.reason };
      if (await answers(socket)) return { nri: "listening", remark: "listens" };
      await sleep(POLL_MS);
    }
  } finally {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, "SIGKILL");
    }
    await closed;
  }
}

/** What a containerd says while it starts. */
class StartLog {
  lastLine = "";
  reason = "";
  private booted = false;
  private nri: "unknown" | "off" | "created" = "unknown";
  private hasCri = false;

  read(line: string): void {
    this.lastLine = line;
    if (/NRI interface is disabled by configuration|NRI support disabled|external plugins disabled/.test(line))
      this.nri = "off";
    else if (line.includes("created NRI interface")) this.nri = "created";
    // Said by the CRI plugin: the one that opens the NRI socket.
    else if (line.includes("using experimental NRI integration")) this.hasCri = true;
    else if (line.includes("containerd successfully booted")) this.booted = true;
    if (this.nri === "off" && this.reason === "") this.reason = line;
    if (/failed to load plugin.*\.cri/.test(line)) this.reason = line;
  }

  isOff(): boolean {
    return this.booted && (this.nri === "off" || !this.hasCri);
  }
}

async function answers(socket: string): Promise<boolean> {
  const connection = connect(socket);
  try {
    await once(connection, "connect");
    return true;
  } catch {
    return false;
  } finally {
    connection.destroy();
  }
}
