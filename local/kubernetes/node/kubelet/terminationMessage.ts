/** The message of a terminated container, by the kubelet's rules: the end of the file, or of the log when it failed silently. */
import type { ScriptResult } from "../scripts/scriptRunner.ts";
import type { ContainerSpec } from "./podShape.ts";

const LONGEST_MESSAGE_BYTES = 4096;
const LONGEST_LOG_BYTES = 2048;
const LONGEST_LOG_LINES = 80;

export function terminationMessage(policy: ContainerSpec["terminationMessagePolicy"], result: ScriptResult): string {
  const fallsBack = policy === "FallbackToLogsOnError" && result.exitCode !== 0 && result.terminationMessage === "";
  if (!fallsBack) return lastBytes(result.terminationMessage, LONGEST_MESSAGE_BYTES);
  return lastBytes(result.output.split("\n").slice(-LONGEST_LOG_LINES).join("\n"), LONGEST_LOG_BYTES);
}

function lastBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= most ? text : bytes.subarray(bytes.length - most).toString();
}
