/**
 * A folder in which a real containerd runs as on a node: its program and C library, an `/etc`, `/run` and `/var` of its
 * own. So a configuration is tried as it is, at its true path, with its true imports and sockets.
 */
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Texts by absolute path; `/etc/containerd/config.toml` is among them. */
export type NodeTexts = Readonly<Record<string, string>>;

export const CONFIG_PATH = "/etc/containerd/config.toml";
export const PROGRAM = "/usr/bin/containerd";

/** `unpacked`: where the Debian packages are (build/debianTool.ts). `root` must not exist. */
export function makeContainerdRoot(unpacked: string, root: string): void {
  for (const folder of ["etc/containerd", "run", "tmp", "proc/self", "usr/bin", "usr/lib", "usr/lib64", "var/lib"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  symlinkSync("/run", join(root, "var/run"));
  linkOrCopy(join(unpacked, PROGRAM), join(root, PROGRAM));
  for (const name of ["lib", "lib64"]) copyLibraries(unpacked, root, name);
  for (const [path, text] of Object.entries(KERNEL_FILES)) writeFileSync(join(root, path), text);
}

/** A new node: nothing is left of the last one but the program. */
export function placeTexts(root: string, texts: NodeTexts): void {
  for (const folder of ["etc", "run", "var/lib"]) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** All that containerd asks of /proc at its start: a mount that holds its folders, and its own capabilities. */
const KERNEL_FILES = {
  "proc/self/mountinfo": "1 0 8:1 / / rw,relatime - ext4 /dev/root rw\n",
  "proc/self/status": "Name:\tcontainerd\nCapEff:\t000001ffffffffff\n",
};

/** Debian 12 and newer keep everything below /usr; older layouts are linked to it. */
function copyLibraries(unpacked: string, root: string, name: string): void {
  symlinkSync(`usr/${name}`, join(root, name));
  const from = join(unpacked, "usr", name);
  if (!existsSync(from)) return;
  for (const entry of readdirSync(from).filter((one) => one.includes("linux"))) {
    cpSync(join(from, entry), join(root, "usr", name, entry), { recursive: true, verbatimSymlinks: true });
  }
}

/** A link needs the same file system, and on some machines the file's owner. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    cpSync(from, to);
  }
}
