/** Runs what was asked for. Each command's code is loaded only when it runs: help and complaints come at once. */
import { terminalOf } from "../demo/terminal/terminal.ts";
import type { RunningWorld, WorldOptions } from "../runningWorld.ts";
import type { CommandOptions } from "./commands.ts";
import { type DataFolder, withDataFolder } from "./dataFolder.ts";
import { listenForInterruption } from "./interruption.ts";
import type { Invocation } from "./parseArguments.ts";

/** Answers the exit code. */
export async function runCommand(invocation: Invocation): Promise<number> {
  const signal = listenForInterruption();
  if (invocation.command === "demo") {
    const { runDemo } = await import("../demo/demo.ts");
    const stdout = terminalOf(process.stdout, process.env);
    const stderr = terminalOf(process.stderr, process.env);
    return withDataFolder(undefined, ({ path }) =>
      runDemo({ ...invocation.options, dataFolder: path }, { startWorld: startWorldLazily, stdout, stderr, signal }),
    );
  }
  if (invocation.command === "faults") {
    const { runFaultsCommand } = await import("./faults.ts");
    return runFaultsCommand(invocation.options, signal);
  }
  if (invocation.command === "node-transaction") {
    const { runNodeTransaction } = await import("./nodeTransaction.ts");
    return withDataFolder(undefined, (folder) => runNodeTransaction(invocation.options, folder, signal));
  }
  if (invocation.command === "start") {
    await withDataFolder(invocation.options.data, (folder) => startWorldFor(invocation.options, folder, signal));
  } else {
    const { runSimulators } = await import("./simulators.ts");
    await withDataFolder(invocation.options.data, (folder) => runSimulators(invocation.options, folder, signal));
  }
  return 0;
}

async function startWorldFor(options: CommandOptions<"start">, folder: DataFolder, signal: AbortSignal): Promise<void> {
  if (options.kubeconfig === undefined) {
    const { runStart } = await import("./start.ts");
    return runStart(options, folder, signal);
  }
  const { runStartBesideCluster } = await import("./startBesideCluster.ts");
  return runStartBesideCluster(options, options.kubeconfig, folder, signal);
}

/** The world is most of the code: the demo says what it does before that is loaded. */
async function startWorldLazily(options: WorldOptions): Promise<RunningWorld> {
  const { startWorld } = await import("../lamplighterWorld.ts");
  return startWorld(options);
}
