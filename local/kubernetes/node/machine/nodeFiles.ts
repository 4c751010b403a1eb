/**
 * Each node's root file system: a real folder, made when somebody first looks at it and kept until the machine is
 * deleted or re-imaged. It survives a kill of the simulator.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { clearRun, startContainerd } from "../containerd/containerdService.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import { imageFiles } from "./imageFiles.ts";
import { KERNEL_FOLDERS, kernelFiles } from "./kernelFiles.ts";
import { configureToolkit } from "./toolkitEdit.ts";

export interface NodeFiles {
  /** Absolute path of the node's `/`, with /proc, /sys and /dev as the record says. */
  rootOf(record: NodeRecord): string;
  /** Whether a path inside the root exists. */
  has(record: NodeRecord, path: string): boolean;
  /** Only an existing root: undefined while nobody has looked at this machine. */
  existingRootOf(record: NodeRecord): string | undefined;
  /** Where the files of one of its pods are kept, beside the root. */
  podFolder(record: NodeRecord, podUid: string): string;
  removePodFolder(record: NodeRecord, podUid: string): void;
  /** Empties /run and starts containerd, as a boot does. */
  boot(record: NodeRecord): void;
  /** Removes what earlier machines of this name have left; `record` undefined: everything. */
  removeOthers(name: string, record: NodeRecord | undefined): void;
}

export function createNodeFiles(nodesFolder: string): NodeFiles {
  /** What this process has already written, by node uid: most changes of a machine are never looked at. */
  const shown = new Map<string, string>();
  const folderOf = (record: NodeRecord) => join(nodesFolder, record.spec.name, record.uid);
  const pathOfRoot = (record: NodeRecord) => join(folderOf(record), "root");
  /** Written last, so that a half-made root is made again. */
  const isComplete = (record: NodeRecord) => existsSync(join(folderOf(record), "complete"));

  function create(record: NodeRecord): void {
    const root = pathOfRoot(record);
    rmSync(root, { recursive: true, force: true });
    writeFiles(root, imageFiles(record.spec));
    mkdirSync(join(root, "var"), { recursive: true });
    symlinkSync("../run", join(root, "var/run"));
    writeFiles(root, kernelFiles(record));
    if (record.machine.toolkitVersion !== undefined) configureToolkit(root, record.machine.toolkitVersion);
    startContainerd(root);
    writeFileSync(join(folderOf(record), "complete"), "");
  }

  function rootOf(record: NodeRecord): string {
    const root = pathOfRoot(record);
    if (!isComplete(record)) create(record);
    else if (shown.get(record.uid) !== kernelStateOf(record)) refreshKernel(root, record);
    shown.set(record.uid, kernelStateOf(record));
    return root;
  }

  const podFolder = (record: NodeRecord, podUid: string) => join(folderOf(record), "pods", podUid);
  return {
    rootOf,
    has(record, path) {
      if (!isComplete(record) && NRI_FOLDERS.includes(path)) return record.machine.nriListening;
      return existsSync(join(rootOf(record), path));
    },
    existingRootOf: (record) => (isComplete(record) ? pathOfRoot(record) : undefined),
    podFolder,
    removePodFolder: (record, podUid) => rmSync(podFolder(record, podUid), { recursive: true, force: true }),
    boot(record) {
      if (!isComplete(record)) return;
      clearRun(pathOfRoot(record));
      startContainerd(rootOf(record));
    },
    removeOthers(name, record) {
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

/** File by file, and only what differs: a script may be reading them right now. */
function refreshKernel(root: string, record: NodeRecord): void {
  const wanted = kernelFiles(record);
  for (const folder of KERNEL_FOLDERS.filter((path) => existsSync(join(root, path)))) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      const path = join(folder, entry);
      const isNeeded = Object.keys(wanted).some((file) => file === path || file.startsWith(`${path}/`));
      if (!isNeeded) rmSync(join(root, path), { recursive: true, force: true });
    }
  }
  writeFiles(root, wanted);
}

function writeFiles(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    const place = join(root, path);
    if (existsSync(place) && readFileSync(place, "utf8") === text) continue;
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(`${place}.new`, text);
    renameSync(`${place}.new`, place);
  }
}
