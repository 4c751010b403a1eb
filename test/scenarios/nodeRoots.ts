/** What is on the disks of a world's simulated nodes: the test looks where a person with a shell would. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type FileTree, folderTree, readText } from "../../local/kubernetes/node/machine/fileTree.ts";
import type { Simulators } from "../../local/simulators.ts";

export interface NodeDisk {
  name: string;
  /** /etc/containerd/config.toml */
  config: string;
  /** Every other file in /etc/containerd, by name. */
  besideConfig: Record<string, string>;
  /** How often containerd has started since the machine was made. */
  containerdStarts: number;
}

/** Of a world that keeps its nodes in folders. */
export function readNodeDisks(dataFolder: string): NodeDisk[] {
  const nodes = join(dataFolder, "nodes");
  return readdirSync(nodes)
    .filter((name) => name.startsWith("aks-"))
    .flatMap((name) =>
      readdirSync(join(nodes, name)).map((uid) => readDisk(name, folderTree(join(nodes, name, uid, "root")))),
    );
}

/** Of any world that runs in this process; nodes whose files nobody has looked at yet are left out. */
export function disksOf({ nodes }: Pick<Simulators, "nodes">): NodeDisk[] {
  return [...nodes.records.values()].flatMap((record) => {
    const files = nodes.files.existingTreeOf(record);
    return files === undefined ? [] : [readDisk(record.spec.name, files)];
  });
}

function readDisk(name: string, files: FileTree): NodeDisk {
  const folder = "etc/containerd";
  const others = files.list(folder).filter((file) => file !== "config.toml");
  const journal = readText(files, "var/log/lamplighter-sim/containerd-restarts") ?? "";
  return {
    name,
    config: readText(files, `${folder}/config.toml`) ?? "",
    besideConfig: Object.fromEntries(others.map((file) => [file, readText(files, `${folder}/${file}`) ?? ""])),
    containerdStarts: journal.split("\n").filter((line) => line.endsWith(" started")).length,
  };
}
