/** Kernel modules that a script has loaded with modprobe since the machine's boot. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SIMULATION_PATHS } from "./simulationPaths.ts";

export function readLoadedModules(root: string): string[] {
  const path = join(root, SIMULATION_PATHS.loadedModules);
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
}
