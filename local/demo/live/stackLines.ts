/** What is installed in the cluster beside its pools, and what each part is waiting for; in short when all of it is there. */
import type { StackProgress } from "../../../src/domain/progress.ts";
import { stackStateInWords } from "../run/stackStateInWords.ts";
import { flow } from "../terminal/flow.ts";
import { cell, type Line, type Span, span } from "../terminal/line.ts";

type StackItem = StackProgress["items"][number];

const NAME_WIDTH = 18;

export function stackLines(items: readonly StackItem[], width: number): Line[] {
  if (items.length === 0) return [];
  const isThere = items.every(({ state }) => state === "done");
  const lines = isThere ? flow(items.map(shortItem), width - 2) : items.map(longItem);
  return [[span("Stack", "strong")], ...lines.map((line) => [span("  "), ...line])];
}

function shortItem({ name, state }: StackItem): Line {
  return [mark(state), span(` ${name}`)];
}

function longItem({ name, state }: StackItem): Line {
  return [mark(state), span(" "), cell(name, NAME_WIDTH), span(` ${stackStateInWords(name, state)}`, "dim")];
}

function mark(state: string): Span {
  if (state === "done") return span("✓", "good");
  if (state === "failed") return span("✗", "bad");
  return state === "waiting" ? span("○", "dim") : span("●", "accent");
}
