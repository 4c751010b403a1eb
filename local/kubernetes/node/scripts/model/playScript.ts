/** Runs the model of a script to its end and reports what the real one would have left behind. */
import type { ScriptResult } from "../scriptRunner.ts";
import type { ScriptTimes } from "../scriptTimes.ts";
import { createScriptHost, DeadlinePassed, type ScriptHost } from "./scriptHost.ts";

/** Answers the termination message. It may end early by `host.sleep`, as a script does at its pod's deadline. */
export type ModelledScript = (host: ScriptHost) => string;

export function playScript(
  script: ModelledScript,
  { files, inside }: Pick<ScriptHost, "files" | "inside">,
  times: ScriptTimes,
): ScriptResult {
  const host = createScriptHost(files, inside, times);
  try {
    const terminationMessage = script(host);
    return { ...host.soFar(), exitCode: 0, terminationMessage };
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    return { ...host.soFar(), exitCode: 137, terminationMessage: "" };
  }
}
