/** A pseudo-terminal for a command, made by util-linux's `script`: Node has none of its own. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface TerminalSize {
  columns: number;
  rows: number;
}

const RETRY_MS = 50;
const MOST_TRIES = 40;

/** The command that runs `command` in a terminal of its own; `nameFile` will hold the terminal's name. */
export function inTerminal(command: readonly string[], nameFile: string): string[] {
  const line = `tty >${quoted(nameFile)}; exec ${command.map(quoted).join(" ")}`;
  return ["script", "--quiet", "--flush", "--return", "--echo", "always", "--command", line, "/dev/null"];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** As soon as the terminal is there; a terminal that has ended by then has no size any more. */
export function resizeTerminal(nameFile: string, size: TerminalSize, triesLeft = MOST_TRIES): void {
  const name = readName(nameFile);
  if (name !== "") setSize(name, size);
  else if (triesLeft > 0) {
    setTimeout(() => resizeTerminal(nameFile, size, triesLeft - 1), RETRY_MS).unref();
  }
}

function readName(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}

function setSize(terminal: string, { columns, rows }: TerminalSize): void {
  try {
    execFileSync("stty", ["-F", terminal, "cols", String(columns), "rows", String(rows)], { stdio: "ignore" });
  } catch {
    // The command has ended in the meantime.
  }
}
