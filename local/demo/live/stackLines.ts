/** What is installed in the cluster beside its pools, and what each part is waiting for. */
import type { StackProgress } from "../../../src/domain/progress.ts";
import { stackStateInWords } from "../run/stackStateInWords.ts";
import { cell, type Line, type Span, span } from "../terminal/line.ts";

const NAME_WIDTH = 18;

export function stackLines(items: StackProgress["items"]): Line[] {
  if (items.length === 0) return [];
  return [
    [span("Stack", "strong")],
    ...items.map(({ name, state }): Line => {
      const words = span(stackStateInWords(name, state), "dim");
      return [span("  "), mark(state), span(" "), cell(name, NAME_WIDTH), span(" "), words];
    }),
  ];
}

function mark(state: string): Span {
  if (state === "done") return span("✓", "good");
  if (state === "failed") return span("✗", "bad");
  return state === "waiting" ? span("○", "dim") : span("●", "accent");
}
