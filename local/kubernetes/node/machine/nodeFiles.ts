/**
 * Each node's root file system, made when somebody first looks at it and kept until the machine is deleted or
 * re-imaged: in a real folder, where it survives a kill of the simulator, or in memory until a real process needs it.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startContainerd } from "../containerd/containerdService.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import { type FileTree, type FileType, folderTree, linkVarRun, memoryTree } from "./fileTree.ts";
import { imageFiles } from "./imageFiles.ts";
import { KERNEL_FOLDERS, kernelFiles } from "./kernelFiles.ts";
import { configureToolkit } from "./toolkitEdit.ts";

export interface NodeFiles {
  /** The node's `/`, with /proc, /sys and /dev as the record says. */
  treeOf(record: NodeRecord): FileTree;
  /** The same as a real folder, by its absolute path; from then on the files are in it. */
  rootOf(record: NodeRecord): string;
  /** What is at a path inside the root; undefined: nothing. */
  typeOf(record: NodeRecord, path: string): FileType | undefined;
  /** Only files that are there already: undefined while nobody has looked at this machine. */
  existingTreeOf(record: NodeRecord): FileTree | undefined;
  /** Where the files of one of its pods are kept, beside the root. */
  podFolder(record: NodeRecord, podUid: string): string;
  removePodFolder(record: NodeRecord, podUid: string): void;
  /** Empties /run and starts containerd, as a boot does. */
  boot(record: NodeRecord): void;
  /** Removes what earlier machines of this name have left; `record` undefined: everything. */
  removeOthers(name: string, record: NodeRecord | undefined): void;
}

/** Told of each change to a file that is kept in memory, from the machine's first boot on. */
export type FileWatch = (node: { name: string; uid: string }, files: FileTree, path: string) => void;

export function createNodeFiles(
  nodesFolder: string,
  keptIn: "folders" | "memory",
  onChanged: FileWatch = () => {},
): NodeFiles {
  /** What this process has already written, by node uid: most changes of a machine are never looked at. */
  const shown = new Map<string, string>();
  /** By node name. */
  const inMemory = new Map<string, { uid: string; files: FileTree }>();
  const folderOf = (record: NodeRecord) => join(nodesFolder, record.spec.name, record.uid);
  const pathOfRoot = (record: NodeRecord) => join(folderOf(record), "root");
  /** Written last, so that a half-made root is made again. */
  const isComplete = (record: NodeRecord) => existsSync(join(folderOf(record), "complete"));

  function memoryOf({ spec, uid }: NodeRecord): FileTree | undefined {
    const kept = inMemory.get(spec.name);
    return kept?.uid === uid ? kept.files : undefined;
  }

  function existingTreeOf(record: NodeRecord): FileTree | undefined {
    const kept = memoryOf(record);
    if (kept !== undefined) return kept;
    return isComplete(record) ? folderTree(pathOfRoot(record)) : undefined;
  }

  function create(record: NodeRecord): FileTree {
    if (keptIn === "folders") return inFolder(record, (files) => install(files, record));
    const node = { name: record.spec.name, uid: record.uid };
    const files = memoryTree((path) => onChanged(node, files, path));
    install(files, record);
    inMemory.set(record.spec.name, { uid: record.uid, files });
    return files;
  }

  function inFolder(record: NodeRecord, fill: (files: FileTree) => void): FileTree {
    const root = pathOfRoot(record);
    rmSync(root, { recursive: true, force: true });
    linkVarRun(root);
    const files = folderTree(root);
    fill(files);
    writeFileSync(join(folderOf(record), "complete"), "");
    return files;
  }

  function treeOf(record: NodeRecord): FileTree {
    const existing = existingTreeOf(record);
    const files = existing ?? create(record);
    if (existing !== undefined && shown.get(record.uid) !== kernelStateOf(record)) refreshKernel(files, record);
    shown.set(record.uid, kernelStateOf(record));
    return files;
  }

  const podFolder = (record: NodeRecord, podUid: string) => join(folderOf(record), "pods", podUid);
  return {
    treeOf,
    rootOf(record) {
      const files = treeOf(record);
      if (memoryOf(record) !== undefined) {
        inFolder(record, (copy) => writeFiles(copy, contentOf(files)));
        inMemory.delete(record.spec.name);
      }
      return pathOfRoot(record);
    },
    typeOf(record, path) {
      if (!NRI_FOLDERS.includes(path) || existingTreeOf(record) !== undefined) return treeOf(record).typeOf(path);
      return record.machine.nriListening ? "directory" : undefined;
    },
    existingTreeOf,
    podFolder,
    removePodFolder: (record, podUid) => rmSync(podFolder(record, podUid), { recursive: true, force: true }),
    boot(record) {
      const files = existingTreeOf(record);
      if (files === undefined) return;
      files.remove("run");
      startContainerd(treeOf(record));
    },
    removeOthers(name, record) {
      if (inMemory.get(name)?.uid !== record?.uid) inMemory.delete(name);
      const folder = join(nodesFolder, name);
      if (!existsSync(folder)) return;
      const others = readdirSync(folder).filter((uid) => uid !== record?.uid);
      for (const uid of others) rmSync(join(folder, uid), { recursive: true, force: true });
      if (record === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Known without a look at the files: the ulimit adjuster of every node asks for it. */
const NRI_FOLDERS = ["/run/nri", "/var/run/nri"];

function kernelStateOf({ machine, bootId }: NodeRecord): string {
  return JSON.stringify([bootId, machine]);
}

/** What a machine has after its first boot, and what was done to it before anybody looked. */
function install(files: FileTree, record: NodeRecord): void {
  writeFiles(files, imageFiles(record.spec));
  writeFiles(files, kernelFiles(record));
  if (record.machine.toolkitVersion !== undefined) configureToolkit(files, record.machine.toolkitVersion);
  startContainerd(files);
}

/** File by file, and only what differs: a script may be reading them right now. */
function refreshKernel(files: FileTree, record: NodeRecord): void {
  const wanted = kernelFiles(record);
  const isUnneeded = (path: string) =>
    !(path in wanted) && KERNEL_FOLDERS.some((folder) => path.startsWith(`${folder}/`));
  for (const path of files.paths().filter(isUnneeded)) files.remove(path);
  writeFiles(files, wanted);
}

function writeFiles(files: FileTree, contents: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(contents)) {
    if (files.read(path)?.equals(Buffer.from(content)) !== true) files.write(path, content);
  }
}

function contentOf(files: FileTree): Record<string, Buffer> {
  return Object.fromEntries(files.paths().map((path) => [path, files.read(path) ?? Buffer.alloc(0)]));
}
