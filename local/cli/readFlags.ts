/** Flags from the command line: every value, or every problem at once. */
import { parseArgs } from "node:util";
import { type Flag, FlagProblem, type Flags } from "./flag.ts";
import { nearest } from "./nearest.ts";

export interface ReadFlags {
  /** Complete when there are no problems. */
  options: Record<string, unknown>;
  problems: string[];
}

export function readFlags(args: readonly string[], flags: Flags): ReadFlags {
  const problems: string[] = [];
  const given = new Map<string, string>();
  const named = new Set<string>();
  let skipped = -1;
  for (const token of tokensOf(args, flags)) {
    if (token.kind === "positional" && token.index !== skipped) problems.push(`unexpected argument "${token.value}"`);
    if (token.kind !== "option") continue;
    const flag = flags[token.name];
    if (flag === undefined) {
      problems.push(unknownFlag(token.rawName, Object.keys(flags)));
      // What follows is probably its value.
      skipped = token.index + 1;
    } else {
      named.add(token.name);
      const problem = shapeProblem(token, flag);
      if (problem === undefined) given.set(token.name, token.value ?? "");
      else problems.push(problem);
    }
  }
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      readFlag(name, flag, { text: given.get(name), named, problems }),
    ]),
  );
  return { options, problems };
}

function tokensOf(args: readonly string[], flags: Flags) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { takes }]) => [
      name,
      { type: takes === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

interface OptionToken {
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}

function shapeProblem({ rawName, value, inlineValue }: OptionToken, { takes }: Flag<unknown>): string | undefined {
  if (takes === undefined) return value === undefined ? undefined : `${rawName} takes no value`;
  const isMissing = value === undefined || value === "" || (inlineValue !== true && value.startsWith("--"));
  return isMissing ? `${rawName} needs a value: ${rawName} ${takes}` : undefined;
}

function unknownFlag(rawName: string, known: readonly string[]): string {
  const meant = nearest(rawName.replace(/^-+/, ""), known);
  return `unknown flag ${rawName}${meant === undefined ? "" : `; did you mean --${meant}?`}`;
}

interface Given {
  text: string | undefined;
  /** The flags that were written at all, wrong ones too. */
  named: ReadonlySet<string>;
  problems: string[];
}

function readFlag(name: string, flag: Flag<unknown>, { text, named, problems }: Given): unknown {
  try {
    if (text !== undefined) return flag.read(text);
    if (flag.fallback !== undefined) return flag.fallback(named);
    if (!named.has(name)) problems.push(`--${name} is needed: --${name} ${flag.takes ?? ""}`.trimEnd());
    return undefined;
  } catch (error) {
    if (!(error instanceof FlagProblem)) throw error;
    problems.push(`--${name}: ${error.message}`);
    return undefined;
  }
}
