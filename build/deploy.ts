/**
 * `npm run deploy [-- --preview]`: `azd up`, behind a look at what it would stumble over after minutes. `--preview` says
 * what would be created or changed and does nothing. Exit code 1: something is missing, or azd failed; 2: bad arguments.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type AzdAnswer, missingForDeployment } from "./deployment/missingForDeployment.ts";

const root = join(import.meta.dirname, "..");
const USAGE = `Usage: npm run deploy [-- --preview]
  Deploys Lamplighter into the subscription of the current azd environment (azd up).
  --preview   only shows what would be created or changed (azd provision --preview)
  Needs azd (https://aka.ms/azd-install), signed in, with an environment:
    azd auth login
    azd env new NAME --subscription ID --location REGION
    azd env set LAMPLIGHTER_CLUSTERS '[{"subscriptionId":"...","resourceGroup":"...","name":"..."}]'
  docs/operations.md, "Deploy", has every parameter.`;

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  const options = readArguments(args);
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const missing = missingForDeployment(ask);
  if (missing !== undefined) {
    console.error(`Nothing was deployed: ${missing.what}\n${missing.action}`);
    return 1;
  }
  const command = options.preview ? ["provision", "--preview", "--no-prompt"] : ["up", "--no-prompt"];
  return spawnSync("azd", command, { cwd: root, stdio: "inherit" }).status ?? 1;
}

function readArguments(args: string[]): { preview: boolean; help: boolean } | undefined {
  try {
    const options = {
      preview: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    } as const;
    return parseArgs({ args, options }).values;
  } catch {
    return undefined;
  }
}

function ask(args: readonly string[]): AzdAnswer {
  const { error, status, stdout } = spawnSync("azd", args, { cwd: root, encoding: "utf8" });
  return error === undefined ? { ran: true, ok: status === 0, output: stdout } : { ran: false };
}
