/**
 * `npm run setup:ci`: the programs that tests beyond `npm test` use, from Debian packages, in `.tools/bin`. Another
 * folder may be named as argument. A machine without apt is told what it will miss; in CI that is a failure.
 */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { CI_TOOLS } from "./ciTools.ts";
import { type DebianTool, ensureDebianTool } from "./debianTool.ts";

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, "../.tools"));
const names = CI_TOOLS.map(namesOf).join(", ");

if (spawnSync("apt-get", ["--version"]).error !== undefined) {
  console.error(`There is no apt-get here: tests that need ${names} use the machine's own, or say that they skip.`);
  process.exitCode = process.env["CI"] === undefined ? 0 : 1;
} else {
  for (const tool of CI_TOOLS) fetchTool(tool);
}

function namesOf({ programs }: DebianTool): string {
  return Object.keys(programs).join(", ");
}

function fetchTool(tool: DebianTool): void {
  const origin = tool.suite === undefined ? tool.package : `${tool.package} of ${tool.suite}`;
  try {
    console.log(`${namesOf(tool)}: ${ensureDebianTool(folder, tool)} (${origin})`);
  } catch (error) {
    console.error(`${namesOf(tool)}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
