/** What is on the disks of a world's simulated nodes: the test looks where a person with a shell would. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface NodeDisk {
  name: string;
  /** /etc/containerd/config.toml */
  config: string;
  /** Every other file in /etc/containerd, by name. */
  besideConfig: Record<string, string>;
  /** How often containerd has started since the machine was made. */
  containerdStarts: number;
}

export function readNodeDisks(dataFolder: string): NodeDisk[] {
  const nodes = join(dataFolder, "nodes");
  return readdirSync(nodes)
    .filter((name) => name.startsWith("aks-"))
    .flatMap((name) => readdirSync(join(nodes, name)).map((uid) => readDisk(name, join(nodes, name, uid, "root"))));
}

function readDisk(name: string, root: string): NodeDisk {
  const folder = join(root, "etc/containerd");
  const others = readdirSync(folder).filter((file) => file !== "config.toml");
  const journal = readFileSync(join(root, "var/log/lamplighter-sim/containerd-restarts"), "utf8");
  return {
    name,
    config: readFileSync(join(folder, "config.toml"), "utf8"),
    besideConfig: Object.fromEntries(others.map((file) => [file, readFileSync(join(folder, file), "utf8")])),
    containerdStarts: journal.split("\n").filter((line) => line.endsWith(" started")).length,
  };
}
