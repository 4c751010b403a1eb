/** `start`: the app and its simulated world, running until the person stops it; how to use it is printed. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FrontDoor } from "../host/http/frontDoor.ts";
import { startWorld } from "../lamplighterWorld.ts";
import { atReceiver } from "../notify/atReceiver.ts";
import type { KillNotice } from "../restarts/mortalApp.ts";
import type { RunningWorld } from "../runningWorld.ts";
import { addressLines, paceInWords } from "./addressLines.ts";
import type { CommandOptions } from "./commands.ts";
import type { DataFolder } from "./dataFolder.ts";
import { credentialHeader, frontDoorOf } from "./frontDoorFlags.ts";
import { untilAborted } from "./interruption.ts";
import { shellQuote } from "./shellQuote.ts";

/** Resolves when `signal` has been aborted and everything has stopped. Rejects when the world cannot be started. */
export async function runStart(
  options: CommandOptions<"start">,
  folder: DataFolder,
  signal: AbortSignal,
): Promise<void> {
  const { scenario, speed, port } = options;
  const frontDoor = frontDoorOf(options);
  const onHostKilled = ({ text }: KillNotice) => void process.stdout.write(`${text}\n`);
  const world = await startWorld({ scenario, dataFolder: folder.path, speed, port, frontDoor, onHostKilled });
  const requestFile = join(folder.path, "request.json");
  writeFileSync(requestFile, `${JSON.stringify(atReceiver(scenario.request, world), null, 2)}\n`);
  process.stdout.write(welcome(world, speed, { folder, requestFile, frontDoor }));
  await untilAborted(signal);
  await world.stop();
  process.stdout.write("Stopped.\n");
}

function welcome(
  { url, urls, caFile = "", kubeconfigFile = "" }: RunningWorld,
  speed: number,
  { folder, requestFile, frontDoor }: { folder: DataFolder; requestFile: string; frontDoor: FrontDoor | undefined },
): string {
  const header = credentialHeader(frontDoor);
  return [
    `Lamplighter is running beside simulated Azure and Kubernetes, ${paceInWords(speed)}.`,
    "",
    ...addressLines([
      ["API", `${url}/api`],
      ["its docs", `${url}/api/docs`],
      ["ARM", urls.arm],
      ["Tables", urls.tables],
      ["identity", urls.identity],
      ["Kubernetes", urls.kubernetes],
      ["receiver", `${urls.receiver} (of notifications)`],
      ["kubeconfig", kubeconfigFile],
      ["CA file", caFile],
      ["data", folder.isKept ? `${folder.path} (kept)` : `${folder.path} (removed at the end; --data DIR keeps it)`],
    ]),
    "",
    "Prepare the scenario's cluster, follow the run by its id, look into the cluster:",
    `  curl -s ${url}/api/preparations${header} -H 'content-type: application/json' -d @${shellQuote(requestFile)}`,
    `  curl -s ${url}/api/preparations/ID${header}`,
    `  kubectl --kubeconfig ${shellQuote(kubeconfigFile)} get nodes`,
    "",
    "Ctrl-C stops it.",
    "",
  ].join("\n");
}
