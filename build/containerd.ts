/**
 * `npm run test:containerd [-- --json]`: our logic about NRI against real containerd 1.7 and 2.x, which
 * `npm run setup:ci` has fetched, and the simulated containerd beside them. Exit code 1: somewhere they disagree, or
 * something was skipped; 2: bad arguments.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { corpus } from "../test/containerd/corpus.ts";
import { generatedConfigs } from "../test/containerd/generatedConfigs.ts";
import { CONTAINERD_TOOLS } from "./ciTools.ts";
import { findIsolation } from "./containerd/isolation.ts";
import { type Judged, judgeAll } from "./containerd/judgeAll.ts";
import type { Containerd } from "./containerd/observation.ts";
import { openContainerd } from "./containerd/realContainerd.ts";
import { inWords, summarize, totals } from "./containerd/report.ts";
import { unpackedTool } from "./debianTool.ts";

const GENERATED = 60;
const TOOLS = resolve(import.meta.dirname, "../.tools");
const USAGE = "Usage: npm run test:containerd [-- [--json] [--only TEXT]]   TEXT: in the name of a configuration";

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const options = readArguments(args);
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  const configs = [...corpus, ...generatedConfigs(GENERATED)].filter(({ name }) => name.includes(options.only));
  const folder = mkdtempSync(join(tmpdir(), "containerd-"));
  try {
    const groups = await openAll(folder);
    const say = options.json ? console.error : console.log;
    const onJudged = (one: Judged) => {
      if (one.disagreements.length > 0) say(inWords(one));
    };
    const judged = (await Promise.all(groups.map((group) => judgeAll(configs, group, onJudged)))).flat();
    const summary = summarize(configs.length, judged, CONTAINERD_TOOLS.length);
    for (const line of totals(judged, summary)) say(line);
    if (options.json) console.log(JSON.stringify(summary));
    return summary.disagreements === 0 && summary.skipped === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readArguments(args: string[]): { json: boolean; only: string } | undefined {
  try {
    const options = { json: { type: "boolean", default: false }, only: { type: "string", default: "" } } as const;
    return parseArgs({ args, options }).values;
  } catch {
    return undefined;
  }
}

/** Several of each version, to work side by side. A version that was not fetched is left out, and so counts as skipped. */
async function openAll(folder: string): Promise<Containerd[][]> {
  const isolation = findIsolation();
  const copies = isolation.isParallel ? Math.max(1, availableParallelism()) : 1;
  const homes = CONTAINERD_TOOLS.map((tool) => unpackedTool(TOOLS, tool)).filter((home) => existsSync(home));
  if (homes.length < CONTAINERD_TOOLS.length) console.error("A containerd is missing: npm run setup:ci fetches it.");
  return Promise.all(
    homes.map((home, version) =>
      Promise.all(
        Array.from({ length: copies }, (_, copy) =>
          openContainerd(home, join(folder, `${version}-${copy}`), isolation),
        ),
      ),
    ),
  );
}
