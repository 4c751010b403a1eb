/** Every node with its level, pool by pool; nodes with the same evidence stand together and show it once. */
import type { NodeRecord, PoolRecord, VerificationRecord } from "../../../src/domain/record.ts";
import { cell, type Line, span, spread } from "../terminal/line.ts";
import { checkLines } from "./checkLines.ts";

const NODE_WIDTH = 40;
const MOST_NODES = 6;

export function nodeLines(
  { pools, nodes, checks }: Pick<VerificationRecord, "pools" | "nodes" | "checks">,
  width: number,
): Line[] {
  if (nodes.length === 0 && checks.length === 0) return [];
  return [
    [span("Evidence", "strong")],
    ...checkLines(checks, { indent: 2, width }),
    ...pools.flatMap((pool) => poolLines(pool, nodes, width)),
  ];
}

function poolLines(pool: PoolRecord, nodes: readonly NodeRecord[], width: number): Line[] {
  const own = nodes.filter((node) => node.pool === pool.name);
  const count = span(`${pool.ready} of ${pool.wanted} ready`, pool.ready === pool.wanted ? "good" : "bad");
  return [
    [],
    spread([span(`  ${pool.name}`, "strong"), span(`  ${pool.vmSize}`, "dim")], [count], width),
    ...[...Map.groupBy(own, evidenceOf).values()].flatMap((alike) => alikeLines(alike, width)),
  ];
}

/** The same for nodes of which the same was measured. */
function evidenceOf({ level, verdict, checks }: NodeRecord): string {
  return JSON.stringify([level, verdict, checks.map(({ name, status, measured }) => [name, status, measured])]);
}

function alikeLines(alike: readonly NodeRecord[], width: number): Line[] {
  const left = alike.length - MOST_NODES;
  const [first] = alike;
  return [
    ...alike.slice(0, left === 1 ? alike.length : MOST_NODES).map(nodeLine),
    ...(left > 1 ? [[span(`    and ${left} more nodes, of which the same was measured`, "dim")]] : []),
    ...checkLines(first?.checks ?? [], { indent: 6, width }),
  ];
}

function nodeLine({ name, level, verdict }: NodeRecord): Line {
  const isReady = verdict === "ready";
  return [
    ...[span("    "), span(isReady ? "●" : "✗", isReady ? "accent" : "bad"), span(" "), cell(name, NODE_WIDTH)],
    ...[span(" "), cell(level, 5), isReady ? span("ready", "good") : span("not ready", "bad")],
  ];
}
