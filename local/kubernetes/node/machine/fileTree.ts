/** The files of one node's `/`: in a real folder, or in memory. Paths are relative to it; a leading slash changes nothing. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix } from "node:path";

export type FileType = "directory" | "file" | "socket";

export interface FileTree {
  /** Undefined: there is no such file. */
  read(path: string): Buffer | undefined;
  /** Makes the folders above it. Who reads meanwhile sees the old file or the new one. */
  write(path: string, content: string | Buffer): void;
  copy(from: string, to: string): void;
  move(from: string, to: string): void;
  /** With everything below it. */
  remove(path: string): void;
  /** Undefined: there is nothing. */
  typeOf(path: string): FileType | undefined;
  /** Names in a folder, sorted; none when it does not exist. */
  list(folder: string): string[];
  /** Every file, sorted, without those behind links. */
  paths(): string[];
}

export function readText(files: FileTree, path: string): string | undefined {
  return files.read(path)?.toString();
}

/** `root` need not exist yet. */
export function folderTree(root: string): FileTree {
  const at = (path: string) => join(root, path);
  const isFile = (path: string) => existsSync(at(path)) && statSync(at(path)).isFile();
  return {
    read: (path) => (isFile(path) ? readFileSync(at(path)) : undefined),
    write(path, content) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(`${at(path)}.new`, content);
      renameSync(`${at(path)}.new`, at(path));
    },
    copy: (from, to) => copyFileSync(at(from), at(to)),
    move: (from, to) => renameSync(at(from), at(to)),
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
    typeOf: (path) => (existsSync(at(path)) ? typeOfEntry(statSync(at(path)), path) : undefined),
    list: (folder) => (existsSync(at(folder)) ? readdirSync(at(folder)).toSorted() : []),
    paths: () => filesBelow(root, "").toSorted(),
  };
}

function typeOfEntry(entry: Stats, path: string): FileType {
  if (entry.isDirectory()) return "directory";
  return entry.isSocket() ? "socket" : typeOfName(path);
}

/** The simulated machine's own sockets are plain files with this ending. */
function typeOfName(path: string): FileType {
  return path.endsWith(".sock") ? "socket" : "file";
}

/** A recursive readdir would follow links. */
function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/** In a real folder /var/run is a link to /run. */
export function linkVarRun(root: string): void {
  mkdirSync(join(root, "var"), { recursive: true });
  symlinkSync("../run", join(root, "var/run"));
}

/** `onChanged`: told each time that a file has other content, or is gone. */
export function memoryTree(onChanged: (path: string) => void = () => {}): FileTree {
  const files = new Map<string, Buffer>();
  const at = (path: string) =>
    posix
      .join("/", path)
      .replace(/^\/var\/run(?=\/|$)/, "/run")
      .slice(1);
  const below = (path: string) => [...files.keys()].filter((file) => path === "" || file.startsWith(`${path}/`));
  const present = (path: string) => {
    const content = files.get(at(path));
    if (content === undefined) throw new Error(`There is no file ${path} on the simulated node`);
    return content;
  };
  const remove = (path: string) => {
    for (const file of [at(path), ...below(at(path))]) if (files.delete(file)) onChanged(file);
  };
  const put = (path: string, content: Buffer) => {
    files.set(at(path), content);
    onChanged(at(path));
  };
  return {
    read: (path) => files.get(at(path)),
    write: (path, content) => put(path, Buffer.from(content)),
    copy: (from, to) => put(to, present(from)),
    move(from, to) {
      const content = present(from);
      files.delete(at(from));
      put(to, content);
    },
    remove,
    typeOf(path) {
      if (files.has(at(path))) return typeOfName(path);
      return below(at(path)).length > 0 ? "directory" : undefined;
    },
    list(folder) {
      const prefix = at(folder) === "" ? 0 : at(folder).length + 1;
      const names = below(at(folder)).map((file) => file.slice(prefix).split("/")[0] ?? "");
      return [...new Set(names)].toSorted();
    },
    paths: () => [...files.keys()].toSorted(),
  };
}
