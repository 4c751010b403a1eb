/** From arguments to exit code: help on stdout, complaints on stderr, else the command. */
import { explainFailure } from "./explainFailure.ts";
import { Interrupted } from "./interruption.ts";
import { parseArguments } from "./parseArguments.ts";
import { runCommand } from "./runCommand.ts";
import { usage } from "./usage.ts";

const FAILED = 1;
const BAD_ARGUMENTS = 2;

/** Never rejects. */
export async function runArguments(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed.kind === "help") {
    process.stdout.write(usage(parsed.command));
    return 0;
  }
  if (parsed.kind === "wrong") {
    process.stderr.write(`${parsed.problems.join("\n")}\n\n${usage(parsed.command)}`);
    return BAD_ARGUMENTS;
  }
  try {
    return await runCommand(parsed);
  } catch (error) {
    process.stderr.write(`${error instanceof Interrupted ? error.message : explainFailure(error)}\n`);
    return error instanceof Interrupted ? error.exitCode : FAILED;
  }
}
