/** `simulators`: simulated Azure and Kubernetes alone, behind HTTPS, for kubectl and other programs. */
import { startHttpsSimulators } from "../httpsSimulators.ts";
import { addressLines, paceInWords } from "./addressLines.ts";
import type { CommandOptions } from "./commands.ts";
import { openDataFolder } from "./dataFolder.ts";
import { untilAborted } from "./interruption.ts";
import { shellQuote } from "./shellQuote.ts";

/** Resolves when `signal` has been aborted and everything has stopped. */
export async function runSimulators(options: CommandOptions<"simulators">, signal: AbortSignal): Promise<void> {
  const { scenario, speed, data } = options;
  const folder = openDataFolder(data);
  try {
    const { urls, caFile, kubeconfigFile, stop } = await startHttpsSimulators({
      scenario,
      speed,
      dataFolder: folder.path,
    });
    process.stdout.write(
      [
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
      ].join("\n"),
    );
    await untilAborted(signal);
    await stop();
  } finally {
    folder.leave();
  }
}
