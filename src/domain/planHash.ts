/**
 * A plan's hash: of what was asked and what was decided, not of what comes and goes without changing a decision (etags,
 * free quota, durations). For whoever holds it, it is opaque. Inside are the digest that is compared, and a short note
 * of each part, so that a later plan can name what has changed although nobody has kept the first one.
 */
import { jsonHash } from "./hash.ts";

export interface PlanPart {
  /** "pool/h100", "release/gpu-operator", "QuotaInsufficient of quota/cores". */
  name: string;
  /** What is done about it, or how severe it is: one word, in lower-case letters. */
  state: string;
  detail: unknown;
}

export const LONGEST_PLAN_HASH = 1000;
export const PLAN_HASH = /^[0-9a-f]{64}(?:\.[\x21-\x7e]*)?$/;

const DIGEST_LENGTH = 64;
/** Stands for all parts that have no note of their own. */
const OTHERS = "*";
/** `,*=` and 8 digits. */
const ROOM_FOR_OTHERS = 11;

export function hashPlan(parts: readonly PlanPart[]): string {
  let text = `${digestOf(parts)}.`;
  for (const [index, part] of parts.entries()) {
    const note = `${index === 0 ? "" : ","}${encodeURIComponent(part.name)}=${part.state}-${shortHash(part)}`;
    if (text.length + note.length + ROOM_FOR_OTHERS > LONGEST_PLAN_HASH) {
      return `${text},${OTHERS}=${shortHash(parts.slice(index))}`;
    }
    text += note;
  }
  return text;
}

export interface PlanDifference {
  part: string;
  change: "added" | "removed" | "changed";
  /** What was to be done about it. */
  was?: string;
  /** What is to be done about it now. */
  now?: string;
}

/** Empty: what was approved is what would be done. */
export function comparePlan(approved: string, parts: readonly PlanPart[]): PlanDifference[] {
  if (approved.slice(0, DIGEST_LENGTH) === digestOf(parts)) return [];
  const { notes, others } = readNotes(approved);
  const noted = [...notes].flatMap(([name, note]) => compareNote(name, note, parts));
  const unnoted = parts.filter(({ name }) => !notes.has(name));
  const differences = [...noted, ...compareOthers(others, unnoted)];
  return differences.length > 0 ? differences : [{ part: "plan", change: "changed" }];
}

interface Note {
  state: string;
  hash: string;
}

function readNotes(approved: string): { notes: Map<string, Note>; others?: string } {
  const entries = approved.slice(DIGEST_LENGTH + 1).split(",");
  const notes = new Map<string, Note>();
  let others: string | undefined;
  for (const entry of entries) {
    const [, name = "", state = "", hash = ""] = /^([^=]+)=(?:([a-z]+)-)?([0-9a-f]{8})$/.exec(entry) ?? [];
    if (name === OTHERS) others = hash;
    else if (name !== "") notes.set(decoded(name), { state, hash });
  }
  return others === undefined ? { notes } : { notes, others };
}

/** What is not of our making is shown as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function compareNote(name: string, { state, hash }: Note, parts: readonly PlanPart[]): PlanDifference[] {
  const part = parts.find((candidate) => candidate.name === name);
  if (part === undefined) return [{ part: name, change: "removed", was: state }];
  return shortHash(part) === hash ? [] : [{ part: name, change: "changed", was: state, now: part.state }];
}

function compareOthers(others: string | undefined, unnoted: readonly PlanPart[]): PlanDifference[] {
  if (others === undefined) return unnoted.map(({ name, state }) => ({ part: name, change: "added", now: state }));
  if (others === shortHash(unnoted)) return [];
  return unnoted.map(({ name, state }) => ({ part: name, change: "changed", now: state }));
}

function digestOf(parts: readonly PlanPart[]): string {
  return jsonHash(parts);
}

function shortHash(value: unknown): string {
  return jsonHash(value).slice(0, 8);
}
