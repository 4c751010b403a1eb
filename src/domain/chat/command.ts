/** What somebody has typed, understood forgivingly: synonyms, any case, decoration around it; else the nearest command is named. */
import { editDistance } from "../editDistance.ts";

export const COMMANDS = [
  "plan",
  "prepare",
  "status",
  "verify",
  "cancel",
  "retry",
  "approve",
  "reject",
  "help",
] as const;

export type CommandName = (typeof COMMANDS)[number];

export type ChatCommand =
  /** `subject`: a cluster or a preparation, as it was named; "" for none. */
  { kind: CommandName; subject: string } | { kind: "unknown"; word: string; nearest?: CommandName };

const SYNONYMS: Readonly<Record<string, CommandName>> = {
  ...{ "": "help", "?": "help", hi: "help", hello: "help", commands: "help" },
  ...{ preview: "plan", dry: "plan", start: "prepare", run: "prepare", deploy: "prepare" },
  ...{ state: "status", show: "status", list: "status", check: "verify", test: "verify" },
  ...{ stop: "cancel", abort: "cancel", again: "retry", repeat: "retry" },
  ...{ ok: "approve", yes: "approve", go: "approve", no: "reject", deny: "reject", decline: "reject" },
};

/** Between the command and its subject people write these. */
const FILLERS: ReadonlySet<string> = new Set([
  "the",
  "a",
  "of",
  "for",
  "cluster",
  "please",
  "on",
  "preparation",
  "plan",
]);
const LONGEST_WORD = 100;

/** Never throws. */
export function parseCommand(text: string): ChatCommand {
  const [first = "", ...rest] = wordsOf(text);
  const kind = commandNamed(first.toLowerCase());
  if (kind === undefined) {
    const nearest = nearestCommand(first.toLowerCase());
    return { kind: "unknown", word: first, ...(nearest === undefined ? {} : { nearest }) };
  }
  const subject = rest.find((word) => !FILLERS.has(word.toLowerCase())) ?? "";
  return { kind, subject };
}

/** Without a mention at its front, HTML, quotes and the punctuation of a sentence. */
function wordsOf(text: string): string[] {
  return text
    .replaceAll(/<at>[^<]*<\/at>/gi, " ")
    .replaceAll(/<[^>]*>|&nbsp;|[\u00a0\u200b]/gi, " ")
    .split(/\s+/)
    .map((word) => word.replace(/^[/"'`*]+|["'`*.,;:!]+$/g, "").slice(0, LONGEST_WORD))
    .filter((word) => word !== "");
}

function commandNamed(word: string): CommandName | undefined {
  return COMMANDS.find((name) => name === word) ?? (Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined);
}

const FARTHEST = 2;

function nearestCommand(word: string): CommandName | undefined {
  const [best] = COMMANDS.map((name) => ({ name, distance: name.startsWith(word) ? 1 : editDistance(name, word) }))
    .filter(({ distance }) => distance <= FARTHEST)
    .toSorted((one, other) => one.distance - other.distance);
  return best?.name;
}
