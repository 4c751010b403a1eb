/** The model of src/activities/scripts/facts.sh: the facts of a node, as key=value lines. */
import { createHash } from "node:crypto";
import { containerdVersionOf } from "../../containerd/containerdService.ts";
import { CONTAINERD_CONFIG } from "../../machine/imageFiles.ts";
import { linesRead } from "./linesRead.ts";
import { missingImport } from "./missingImport.ts";
import type { ScriptHost } from "./scriptHost.ts";

const SOCKETS = "proc/1/net/unix";
const MODULES = "proc/modules";
const OS_RELEASE = "etc/os-release";

/** Files that every node has; without one the shell complains in words of its own. */
export const NEEDED_FILES: readonly string[] = [SOCKETS, MODULES, OS_RELEASE];

export function facts(host: ScriptHost): string {
  const infiniband = infinibandPorts(host);
  const dump = host.configDump() ?? "";
  return [
    emit("bootId", lineOf(host, "proc/sys/kernel/random/boot_id")),
    emit("kernel", lineOf(host, "proc/sys/kernel/osrelease")),
    emit("os", osName(host)),
    emit("containerdVersion", containerdVersionOf(host.files)),
    emit("configSha256", sha256Of(host, CONTAINERD_CONFIG)),
    emit("dumpSha256", sha256(dump)),
    emit(
      "missingImport",
      missingImport(dump, (path) => host.files.read(path) !== undefined),
    ),
    emit("nriListening", String(nriListens(host))),
    emit("peermemLoaded", String(moduleLoaded(host, "nvidia_peermem"))),
    emit("driverVersion", lineOf(host, "sys/module/nvidia/version")),
    emit("ofedVersion", lineOf(host, "sys/module/mlx5_core/version")),
    emit("infinibandDevices", String(infiniband.length)),
    emit("infinibandActive", String(infiniband.filter((state) => state.includes("ACTIVE")).length)),
  ].join("");
}

export function emit(key: string, value: string): string {
  return `${key}=${value}\n`;
}

/** "" when there is no such file. */
export function sha256Of(host: ScriptHost, path: string): string {
  const content = host.files.read(path);
  return content === undefined ? "" : sha256(content);
}

/** The socket's file alone survives a stop. */
export function nriListens(host: ScriptHost): boolean {
  return terminatedLines(host, SOCKETS).some((line) => {
    const words = wordsOf(line, 7);
    return words[3] === "00010000" && words[6]?.endsWith("/nri/nri.sock") === true;
  });
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function lineOf(host: ScriptHost, path: string): string {
  return host.files.read(path)?.toString().split("\n")[0] ?? "";
}

function terminatedLines(host: ScriptHost, path: string): string[] {
  return linesRead(host.files.read(path)?.toString() ?? "");
}

/** As `read` splits: the last of `count` words is the rest of the line. */
export function wordsOf(line: string, count: number): string[] {
  const words = line.trim().split(/[ \t]+/);
  return [...words.slice(0, count - 1), words.slice(count - 1).join(" ")];
}

function moduleLoaded(host: ScriptHost, module: string): boolean {
  return terminatedLines(host, MODULES).some((line) => wordsOf(line, 2)[0] === module);
}

function osName(host: ScriptHost): string {
  const prefix = "PRETTY_NAME=";
  return terminatedLines(host, OS_RELEASE)
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length).replace(/^"/, "").replace(/"$/, ""))
    .join("");
}

/** The states of InfiniBand ports; Ethernet devices of the same maker are left out. */
function infinibandPorts(host: ScriptHost): string[] {
  const { files } = host;
  const folder = "sys/class/infiniband";
  return files
    .list(folder)
    .map((device) => `${folder}/${device}/ports`)
    .flatMap((ports) => files.list(ports).map((port) => `${ports}/${port}`))
    .filter((port) => lineOf(host, `${port}/link_layer`) === "InfiniBand")
    .map((port) => lineOf(host, `${port}/state`));
}
