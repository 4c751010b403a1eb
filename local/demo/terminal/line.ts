/**
 * A line of terminal text as spans that carry a tone, so that lines are cut and aligned by what is seen, and colour is
 * put on last. Whatever a cluster or a message holds, a span has no control characters: it cannot move the cursor.
 */
import { styleText } from "node:util";

export type Tone = "plain" | "strong" | "dim" | "good" | "bad" | "warn" | "accent";

export interface Span {
  text: string;
  tone: Tone;
}

export type Line = readonly Span[];

const STYLES: Record<Tone, Parameters<typeof styleText>[0] | undefined> = {
  plain: undefined,
  strong: "bold",
  dim: "dim",
  good: "green",
  bad: "red",
  warn: "yellow",
  accent: ["bold", "yellow"],
};

export function span(text: string, tone: Tone = "plain"): Span {
  return { text: text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, " "), tone };
}

/** Exactly `width` columns wide: cut with an ellipsis, or filled up. */
export function cell(text: string, width: number, tone: Tone = "plain"): Span {
  const { text: clean } = span(text);
  return { text: cut(clean, width).padEnd(width), tone };
}

export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

/** At most `width` columns: the last one is an ellipsis when something is left out. */
export function fitLine(line: Line, width: number): Line {
  if (widthOf(line) <= width) return line;
  let room = width - 1;
  const kept = line.map(({ text, tone }) => {
    const part = text.slice(0, Math.max(room, 0));
    room -= part.length;
    return { text: part, tone };
  });
  return [...kept, span("…", "dim")];
}

/** `right` at the right edge; left out when both do not fit. */
export function spread(left: Line, right: Line, width: number): Line {
  const gap = width - widthOf(left) - widthOf(right);
  return gap < 2 ? left : [...left, span(" ".repeat(gap)), ...right];
}

export function inkLine(line: Line, colour: boolean): string {
  return line.map(({ text, tone }) => ink(text, tone, colour)).join("");
}

function ink(text: string, tone: Tone, colour: boolean): string {
  const style = STYLES[tone];
  return colour && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`;
}
