/**
 * Fetches a program from the machine's own Debian release into a folder, without installing anything: the package and
 * those of its dependencies that the machine lacks are downloaded and unpacked, and a launcher finds both.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

export interface DebianTool {
  package: string;
  /** Where the package keeps its program, such as `usr/bin/kubectl`. */
  program: string;
}

/** May run again: what is complete is left alone, what an interrupted run left behind is replaced. */
export function ensureDebianTool(folder: string, tool: DebianTool): "present" | "fetched" {
  const launcher = join(folder, "bin", basename(tool.program));
  if (existsSync(launcher)) return "present";
  const home = join(folder, tool.package);
  const unpacked = `${home}.partial`;
  rmSync(unpacked, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  fetchPackages(tool.package, unpacked);
  if (!existsSync(join(unpacked, tool.program))) {
    throw new Error(`The Debian package ${tool.package} of this release holds no ${tool.program}`);
  }
  renameSync(unpacked, home);
  mkdirSync(join(folder, "bin"), { recursive: true });
  writeFileSync(`${launcher}.partial`, launcherScript(tool));
  chmodSync(`${launcher}.partial`, 0o755);
  renameSync(`${launcher}.partial`, launcher);
  return "fetched";
}

/** Lists that are missing or older than the archive are refreshed once, which needs root. */
function fetchPackages(name: string, into: string): void {
  try {
    download(name, into);
  } catch (cause) {
    refreshLists(into, cause);
    download(name, into);
  }
  for (const file of readdirSync(into).filter((entry) => entry.endsWith(".deb"))) {
    run("dpkg-deb", ["-x", file, "."], into);
    rmSync(join(into, file));
  }
}

function refreshLists(cwd: string, reason: unknown): void {
  try {
    run("apt-get", ["update", "--quiet"], cwd);
  } catch (error) {
    throw new Error(`${String(reason)}; the package lists could not be refreshed either`, { cause: error });
  }
}

function download(name: string, into: string): void {
  const plan = run("apt-get", ["install", "--simulate", "--no-install-recommends", name], into);
  const lacking = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] as string);
  run("apt-get", ["download", "--quiet", ...new Set([name, ...lacking])], into);
}

function run(command: string, args: string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed: ${stderr?.trim() || String(error)}`, { cause: error });
  }
}

function launcherScript(tool: DebianTool): string {
  return `#!/bin/sh
home=$(dirname "$(readlink -f "$0")")/../${tool.package}
for libraries in "$home"/usr/lib/*-linux-gnu* "$home"/lib/*-linux-gnu*; do
  if [ -d "$libraries" ]; then LD_LIBRARY_PATH=$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; fi
done
export LD_LIBRARY_PATH
exec "$home/${tool.program}" "$@"
`;
}
