/** `start --kubeconfig`: the app and simulated Azure beside a cluster, until the person stops them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { POOL_LABEL } from "../kubeconfig/clusterReads.ts";
import type { GivenCluster } from "../kubeconfig/readKubeconfig.ts";
import { startWorldBesideCluster, type WorldBesideCluster } from "../kubeconfig/worldBesideCluster.ts";
import { addressLines } from "./addressLines.ts";
import type { CommandOptions } from "./commands.ts";
import type { DataFolder } from "./dataFolder.ts";
import { credentialHeader, frontDoorOf } from "./frontDoorFlags.ts";
import { untilAborted } from "./interruption.ts";
import { shellQuote } from "./shellQuote.ts";

/** Resolves when `signal` has been aborted and everything has stopped. Rejects when the cluster cannot be reached. */
export async function runStartBesideCluster(
  options: CommandOptions<"start">,
  given: GivenCluster,
  folder: DataFolder,
  signal: AbortSignal,
): Promise<void> {
  const { scenario, speed, port } = options;
  const { cluster } = scenario.request;
  const frontDoor = frontDoorOf(options);
  const world = await startWorldBesideCluster({
    ...{ given, cluster, location: scenario.location, dataFolder: folder.path, speed, port, frontDoor },
  });
  const requestFile = join(folder.path, "request.json");
  writeFileSync(requestFile, `${JSON.stringify(scenario.request, null, 2)}\n`);
  process.stdout.write(welcome(world, given, { requestFile, header: credentialHeader(frontDoor) }));
  await untilAborted(signal);
  await world.stop();
  process.stdout.write("Stopped.\n");
}

function welcome(
  { url, urls }: WorldBesideCluster,
  { file, server, context }: GivenCluster,
  { requestFile, header }: { requestFile: string; header: string },
): string {
  return [
    "Lamplighter is running beside simulated Azure, on a cluster that is not simulated here.",
    "",
    ...addressLines([
      ["API", `${url}/api`],
      ["ARM", urls.arm],
      ["Tables", urls.tables],
      ["identity", urls.identity],
      ["Kubernetes", `${server} (context ${context})`],
    ]),
    "",
    "Azure makes no machines: a pool's nodes are those that carry its label, as many as the pool is to have.",
    `  kubectl --kubeconfig ${shellQuote(file)} label node NAME ${POOL_LABEL}=POOL`,
    "Ask for a preparation, with the pools that you have labelled:",
    `  curl -s ${url}/api/preparations${header} -H 'content-type: application/json' -d @${shellQuote(requestFile)}`,
    `  curl -s ${url}/api/preparations/ID${header}`,
    "",
    "Ctrl-C stops it.",
    "",
  ].join("\n");
}
