/** Help, from the commands' own data. */
import { scenarioNames } from "../scenarios/scenario.ts";
import { COMMAND_NAMES, COMMANDS, type CommandName } from "./commands.ts";
import type { Flag, Flags } from "./flag.ts";

const PROGRAM = "node local/main.ts";

export function usage(command: CommandName | undefined): string {
  return command === undefined ? generalUsage() : commandUsage(command);
}

function generalUsage(): string {
  const column = Math.max(...COMMAND_NAMES.map((name) => name.length)) + 2;
  const commands = COMMAND_NAMES.map((name) => `  ${name.padEnd(column)}${COMMANDS[name].about}`);
  return lines(
    "Lamplighter on this machine, in a simulated world or beside a cluster.",
    "",
    `Usage: ${PROGRAM} COMMAND [flags]`,
    "",
    commands,
    "",
    `${PROGRAM} COMMAND --help says more.`,
  );
}

function commandUsage(command: CommandName): string {
  const { about, exits, flags } = COMMANDS[command];
  const list = Object.entries<Flag<unknown>>(flags as Flags).map(([name, flag]) => ({
    name: written(name, flag),
    isNeeded: flag.fallback === undefined,
    says: flag.about,
  }));
  const column = Math.max(...list.map(({ name }) => name.length)) + 2;
  return lines(
    `${command} ${about}.`,
    "",
    `Usage: ${PROGRAM} ${command} ${list.map(({ name, isNeeded }) => (isNeeded ? name : `[${name}]`)).join(" ")}`,
    "",
    list.map(({ name, says }) => `  ${name.padEnd(column)}${says}`),
    "",
    "scenario" in flags ? [`Scenarios: ${scenarioNames().join(", ")}`] : [],
    `Exit code: ${exits}`,
  );
}

function written(name: string, { takes }: Flag<unknown>): string {
  return takes === undefined ? `--${name}` : `--${name} ${takes}`;
}

function lines(...parts: (string | string[])[]): string {
  return `${parts.flat().join("\n")}\n`;
}
