/** Kernel modules that a script has loaded with modprobe since the machine's boot. */
import { type FileTree, readText } from "./fileTree.ts";
import { SIMULATION_PATHS } from "./simulationPaths.ts";

export function readLoadedModules(files: FileTree): string[] {
  return (readText(files, SIMULATION_PATHS.loadedModules) ?? "").split("\n").filter(Boolean);
}
