/**
 * `npm run setup:ci`: the programs that tests beyond `npm test` use, from Debian packages, in `.tools/bin`. Another
 * folder may be named as argument. A machine without apt is told what it will miss; in CI that is a failure.
 */
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { type DebianTool, ensureDebianTool } from "./debianTool.ts";

const TOOLS: DebianTool[] = [
  { package: "kubernetes-client", program: "usr/bin/kubectl" },
  { package: "shellcheck", program: "usr/bin/shellcheck" },
];

const folder = process.argv[2] ?? join(import.meta.dirname, "../.tools");
const names = TOOLS.map((tool) => basename(tool.program)).join(", ");

if (spawnSync("apt-get", ["--version"]).error !== undefined) {
  console.error(`There is no apt-get here: tests that need ${names} use the machine's own, or say that they skip.`);
  process.exitCode = process.env["CI"] === undefined ? 0 : 1;
} else {
  for (const tool of TOOLS) fetchTool(tool);
}

function fetchTool(tool: DebianTool): void {
  try {
    console.log(`${basename(tool.program)}: ${ensureDebianTool(folder, tool)} (${tool.package})`);
  } catch (error) {
    console.error(`${basename(tool.program)}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
