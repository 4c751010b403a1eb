/** Nodes that are not there yet, together by reason, each reason with what a person can do if it stays so. */
import type { NodeTrouble } from "../../../src/domain/progress.ts";
import { type Line, span } from "../terminal/line.ts";
import { shortList } from "../terminal/shortList.ts";

const MOST_REASONS = 3;

export function troubleLines(trouble: readonly NodeTrouble[]): Line[] {
  if (trouble.length === 0) return [];
  const groups = [...Map.groupBy(trouble, ({ reason }) => reason)];
  return [
    [span("Nodes that are not there yet", "strong")],
    ...groups.slice(0, MOST_REASONS).flatMap(([reason, nodes]) => groupLines(reason, nodes)),
    ...(groups.length > MOST_REASONS ? [[span(`  and ${groups.length - MOST_REASONS} more reasons`, "dim")]] : []),
  ];
}

function groupLines(reason: string, nodes: readonly NodeTrouble[]): Line[] {
  const names = shortList(nodes.map(({ node }) => node));
  return [
    [span("  "), span("!", "warn"), span(` ${reason}`), span(`  ${names}`, "dim")],
    [span(`    if it stays so: ${nodes[0]?.action ?? ""}`, "dim")],
  ];
}
