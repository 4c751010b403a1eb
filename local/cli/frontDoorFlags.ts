/** The flags that have the embedded host ask callers who they are, as the platform would. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { credentialsFor, type FrontDoor, type Person } from "../host/http/frontDoor.ts";
import { type Flag, FlagProblem } from "./flag.ts";
import { shellQuote } from "./shellQuote.ts";

export const functionKeyFlag: Flag<string | undefined> = {
  takes: "KEY",
  about: "callers must send it as x-functions-key; anyone on this machine may call when left out",
  fallback: () => undefined,
  read(text) {
    if (/^[\x21-\x7e]{1,200}$/.test(text)) return text;
    throw new FlagProblem("expected 1-200 printable characters without spaces");
  },
};

const peopleSchema = z.record(
  z.string().min(1),
  z.strictObject({ id: z.string().min(1), name: z.string(), roles: z.array(z.string()) }),
);

export const peopleFlag: Flag<Readonly<Record<string, Person>> | undefined> = {
  takes: "FILE.json",
  about: "people who are signed in by bearer token, as with Entra ID: {token: {id, name, roles}}",
  fallback: () => undefined,
  read(file) {
    const parsed = peopleSchema.safeParse(parsedFile(file));
    if (parsed.success) return parsed.data;
    throw new FlagProblem(`${file}: ${z.prettifyError(parsed.error)}`);
  },
};

export interface FrontDoorOptions {
  "function-key": string | undefined;
  people: Readonly<Record<string, Person>> | undefined;
}

/** People who sign in have no keys: with both, the key counts for nothing. */
export function frontDoorOf({ "function-key": key, people }: FrontDoorOptions): FrontDoor | undefined {
  if (people !== undefined) return { kind: "sign-in", people };
  return key === undefined ? undefined : { kind: "function-keys", keys: [key] };
}

/** For a command line; empty when nothing is asked for. */
export function credentialHeader(door: FrontDoor | undefined): string {
  const headers = Object.entries(credentialsFor(door)).map(([name, value]) => `${name}: ${value}`);
  return headers.map((header) => ` -H ${shellQuote(header)}`).join("");
}

function parsedFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw new FlagProblem(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
