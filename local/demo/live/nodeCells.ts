/** The nodes of a pool as lamps: one cell a node, or one for several, which shows the one that has come least far. */
import type { PoolProgress } from "../../../src/domain/progress.ts";
import { type Line, type Span, span } from "../terminal/line.ts";

const WANTED = span("○", "dim");
const JOINED = span("◔");
const READY = span("◑");
const SETTLED = span("◕", "warn");
const PREPARED = span("●", "accent");

export function nodeCells(pool: PoolProgress, mostCells: number): Line {
  const cells = Math.min(pool.wanted, mostCells);
  return Array.from({ length: cells }, (_, cell) => lamp(pool, Math.floor(((cell + 1) * pool.wanted) / cells) - 1));
}

/** Nodes stand in the order of how far they have come. */
function lamp({ joined, ready, settled, prepared }: PoolProgress, node: number): Span {
  if (node < prepared) return PREPARED;
  if (node < settled) return SETTLED;
  if (node < ready) return READY;
  return node < joined ? JOINED : WANTED;
}

export const LEGEND: Line = [
  ...[WANTED, span(" wanted  ", "dim"), JOINED, span(" joined  ", "dim"), READY, span(" ready  ", "dim")],
  ...[SETTLED, span(" settled  ", "dim"), PREPARED, span(" prepared", "dim")],
];
