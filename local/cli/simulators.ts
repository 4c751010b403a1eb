/** `simulators`: simulated Azure and Kubernetes alone, behind HTTPS, for kubectl and other programs. */
import { type HttpsSimulators, startHttpsSimulators } from "../httpsSimulators.ts";
import { addressLines, paceInWords } from "./addressLines.ts";
import type { CommandOptions } from "./commands.ts";
import type { DataFolder } from "./dataFolder.ts";
import { untilAborted } from "./interruption.ts";
import { shellQuote } from "./shellQuote.ts";

/** Resolves when `signal` has been aborted and everything has stopped. */
export async function runSimulators(
  { scenario, speed }: CommandOptions<"simulators">,
  folder: DataFolder,
  signal: AbortSignal,
): Promise<void> {
  const simulators = await startHttpsSimulators({ scenario, speed, dataFolder: folder.path });
  process.stdout.write(welcome(simulators, speed));
  await untilAborted(signal);
  await simulators.stop();
  process.stdout.write("Stopped.\n");
}

function welcome({ urls, caFile, kubeconfigFile }: HttpsSimulators, speed: number): string {
  return [
    `Simulated Azure and Kubernetes are running, ${paceInWords(speed)}.`,
    "",
    ...addressLines([
      ["ARM", urls.arm],
      ["Tables", urls.tables],
      ["identity", urls.identity],
      ["Kubernetes", urls.kubernetes],
      ["kubeconfig", kubeconfigFile],
      ["CA file", caFile],
    ]),
    "",
    `  kubectl --kubeconfig ${shellQuote(kubeconfigFile)} get nodes`,
    "",
    "Ctrl-C stops them.",
    "",
  ].join("\n");
}
