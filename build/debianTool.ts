/**
 * Fetches programs from Debian packages into a folder, without installing anything: the package and those of its
 * dependencies that the machine lacks are downloaded and unpacked, and a launcher for each program finds both.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type AptOptions, apt, OWN_RELEASE, run } from "./apt.ts";
import { aptOfSuite } from "./debianSuite.ts";

export interface DebianTool {
  package: string;
  /**
   * A suite of the machine's archive other than its own release: "trixie", "sid". Such a package is fetched alone, since
   * its libraries would be that suite's too.
   */
  suite?: string;
  /** Fetched from the same suite all the same, and used instead of the machine's: "libc6". */
  libraries?: readonly string[];
  /** By the name of its launcher, where the package keeps the program: `usr/bin/kubectl`. */
  programs: Readonly<Record<string, string>>;
}

/** May run again: what is complete is left alone, what an interrupted run or another version left behind is replaced. */
export function ensureDebianTool(folder: string, tool: DebianTool): "present" | "fetched" {
  if (launchersOf(folder, tool).every(isWritten)) return "present";
  const home = unpackedTool(folder, tool);
  const unpacked = `${home}.partial`;
  rmSync(unpacked, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  fetchPackages(tool, folder, unpacked);
  for (const program of Object.values(tool.programs)) {
    if (!existsSync(join(unpacked, program))) throw new Error(`The Debian package ${tool.package} holds no ${program}`);
  }
  renameSync(unpacked, home);
  for (const launcher of launchersOf(folder, tool)) writeLauncher(launcher);
  return "fetched";
}

/** Where `ensureDebianTool` leaves what it unpacked. Absolute if `folder` is. */
export function unpackedTool(folder: string, tool: DebianTool): string {
  return join(folder, homeOf(tool));
}

function homeOf({ package: name, suite }: DebianTool): string {
  return suite === undefined ? name : `${name}-${suite}`;
}

function fetchPackages(tool: DebianTool, folder: string, into: string): void {
  const options = tool.suite === undefined ? OWN_RELEASE : aptOfSuite(tool.suite, join(folder, "apt"));
  try {
    download(tool, options, into);
  } catch (cause) {
    refreshLists(options, cause);
    download(tool, options, into);
  }
  for (const file of readdirSync(into).filter((entry) => entry.endsWith(".deb"))) {
    run("dpkg-deb", ["-x", file, "."], into);
    rmSync(join(into, file));
  }
}

/** Lists that are missing or older than the archive are refreshed once; those of the machine itself need root. */
function refreshLists(options: AptOptions, reason: unknown): void {
  try {
    apt(["update", "--quiet"], options);
  } catch (error) {
    throw new Error(`${String(reason)}; the package lists could not be refreshed either`, { cause: error });
  }
}

function download({ package: name, suite, libraries = [] }: DebianTool, options: AptOptions, into: string): void {
  const wanted =
    suite === undefined
      ? [name, ...lackingPackages(name, options)]
      : [name, ...libraries].map((one) => `${one}/${suite}`);
  apt(["download", "--quiet", ...new Set(wanted)], options, into);
}

function lackingPackages(name: string, options: AptOptions): string[] {
  const plan = apt(["install", "--simulate", "--no-install-recommends", name], options);
  return [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string);
}

interface Launcher {
  file: string;
  text: string;
}

function launchersOf(folder: string, tool: DebianTool): Launcher[] {
  return Object.entries(tool.programs).map(([name, program]) => ({
    file: join(folder, "bin", name),
    text: launcherText(homeOf(tool), program),
  }));
}

function isWritten({ file, text }: Launcher): boolean {
  return existsSync(file) && readFileSync(file, "utf8") === text;
}

function writeLauncher({ file, text }: Launcher): void {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(`${file}.partial`, text);
  chmodSync(`${file}.partial`, 0o755);
  renameSync(`${file}.partial`, file);
}

function launcherText(home: string, program: string): string {
  return `#!/bin/sh
home=$(dirname "$(readlink -f "$0")")/../${home}
# libpulse keeps a part of itself in a folder below.
for libraries in "$home"/usr/lib/*-linux-gnu*/pulseaudio "$home"/usr/lib/*-linux-gnu* "$home"/lib/*-linux-gnu*; do
  if [ -d "$libraries" ]; then LD_LIBRARY_PATH=$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; fi
done
# A C library needs the loader that came with it.
for loader in "$home"/usr/lib/*-linux-gnu*/ld-linux-*; do
  if [ -x "$loader" ]; then exec "$loader" --library-path "$LD_LIBRARY_PATH" "$home/${program}" "$@"; fi
done
export LD_LIBRARY_PATH
# A machine without fonts: those that were fetched, with paths as in the package.
if [ ! -d /etc/fonts ] && [ -d "$home/etc/fonts" ]; then export FONTCONFIG_SYSROOT="$home"; fi
exec "$home/${program}" "$@"
`;
}
