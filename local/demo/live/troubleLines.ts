/** Nodes that are not there yet, together by reason, each reason with what a person can do if it stays so. */
import type { NodeTrouble } from "../../../src/domain/progress.ts";
import { type Line, span } from "../terminal/line.ts";
import { wrapText } from "../terminal/wrapText.ts";

const INDENT = 4;
const MOST_ACTION_LINES = 2;
const MOST_NAMES = 2;

/** At least one reason; more as long as `rows` allows. */
export function troubleLines(
  trouble: readonly NodeTrouble[],
  { rows, width }: { rows: number; width: number },
): Line[] {
  const [first, ...others] = [...Map.groupBy(trouble, ({ reason }) => reason).values()];
  if (first === undefined) return [];
  const lines = [[span("Nodes that are not there yet", "strong")], ...reasonLines(first, width)];
  for (const [index, nodes] of others.entries()) {
    const more = reasonLines(nodes, width);
    if (lines.length + more.length >= rows) return [...lines, moreReasons(others.length - index)];
    lines.push(...more);
  }
  return lines;
}

/** Of nodes with the same reason. */
function reasonLines(nodes: readonly NodeTrouble[], width: number): Line[] {
  const { reason = "", action = "" } = nodes[0] ?? {};
  const actionLines = wrapText(action, width - INDENT - 2).slice(0, MOST_ACTION_LINES);
  return [
    [span("  "), span("!", "warn"), span(` ${names(nodes)}`)],
    [span(" ".repeat(INDENT)), span(reason, "warn")],
    ...actionLines.map((text, index): Line => [span(`${" ".repeat(INDENT)}${index === 0 ? "→" : " "} ${text}`, "dim")]),
  ];
}

function names(nodes: readonly NodeTrouble[]): string {
  const shown = nodes.slice(0, MOST_NAMES).map(({ node }) => node);
  const left = nodes.length - shown.length;
  return `${shown.join(", ")}${left === 0 ? "" : ` and ${left} more`}`;
}

function moreReasons(count: number): Line {
  return [span(`  and nodes with ${count === 1 ? "another reason" : `${count} other reasons`}`, "dim")];
}
