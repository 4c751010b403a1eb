/** The command line as an invocation, a call for help, or every problem with it. */
import { COMMAND_NAMES, COMMANDS, type CommandName, type CommandOptions, isCommand } from "./commands.ts";
import { nearest } from "./nearest.ts";
import { readFlags } from "./readFlags.ts";

export type Invocation = {
  [N in CommandName]: { kind: "run"; command: N; options: CommandOptions<N> };
}[CommandName];

/** `command` is undefined when none was named, or none that exists. */
export type Parsed =
  | Invocation
  | { kind: "help"; command: CommandName | undefined }
  | { kind: "wrong"; command: CommandName | undefined; problems: string[] };

export function parseArguments(args: readonly string[]): Parsed {
  const [first, ...rest] = args;
  const command = first !== undefined && isCommand(first) ? first : undefined;
  if (args.some((arg) => arg === "--help" || arg === "-h")) return { kind: "help", command };
  if (command === undefined) return { kind: "wrong", command, problems: [commandProblem(first)] };
  const { options, problems } = readFlags(rest, COMMANDS[command].flags);
  if (problems.length > 0) return { kind: "wrong", command, problems };
  return { kind: "run", command, options } as Invocation;
}

function commandProblem(first: string | undefined): string {
  const known = COMMAND_NAMES.join(", ");
  if (first === undefined) return `name a command: ${known}`;
  if (first.startsWith("-")) return `name a command before ${first}: ${known}`;
  const meant = nearest(first, COMMAND_NAMES);
  return `unknown command "${first}"; ${meant === undefined ? `known: ${known}` : `did you mean ${meant}?`}`;
}
