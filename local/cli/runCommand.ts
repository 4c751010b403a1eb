/** Runs what was asked for. Each command's code is loaded only when it runs: help and complaints come at once. */
import { terminalOf } from "../demo/terminal/terminal.ts";
import type { RunningWorld, WorldOptions } from "../lamplighterWorld.ts";
import { withDataFolder } from "./dataFolder.ts";
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
  if (invocation.command === "start") {
    const { runStart } = await import("./start.ts");
    await withDataFolder(invocation.options.data, (folder) => runStart(invocation.options, folder, signal));
  } else {
    const { runSimulators } = await import("./simulators.ts");
    await withDataFolder(invocation.options.data, (folder) => runSimulators(invocation.options, folder, signal));
  }
  return 0;
}

/** The world is most of the code: the demo says what it does before that is loaded. */
async function startWorldLazily(options: WorldOptions): Promise<RunningWorld> {
  const { startWorld } = await import("../lamplighterWorld.ts");
  return startWorld(options);
}
