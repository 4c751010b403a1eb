/** A row for each pool: its nodes as lamps, how many have come how far, and what is being waited for. */
import type { PoolProgress, PoolStage } from "../../../src/domain/progress.ts";
import { lacksInWords } from "../run/lacksInWords.ts";
import { cell, type Line, type Span, span, spread } from "../terminal/line.ts";
import { LEGEND, nodeCells } from "./nodeCells.ts";

export interface PoolsLayout {
  width: number;
  /** Pools beyond it are told of in one line. */
  mostPools: number;
}

const MOST_DETAILED = 4;
const MOST_CELLS = 20;

export function poolLines(pools: readonly PoolProgress[], { width, mostPools }: PoolsLayout): Line[] {
  const shown = pools.length <= mostPools ? pools : unfinishedFirst(pools).slice(0, mostPools - 1);
  const others = pools.filter((pool) => !shown.includes(pool));
  const columns = columnsOf(shown);
  const isDetailed = pools.length <= MOST_DETAILED;
  return [
    spread([span("Pools", "strong")], LEGEND, width),
    ...shown.flatMap((pool) => [poolLine(pool, columns), ...(isDetailed ? detailLines(pool, columns) : [])]),
    ...(others.length === 0 ? [] : [otherPools(others)]),
  ];
}

function unfinishedFirst(pools: readonly PoolProgress[]): PoolProgress[] {
  const isDone = (pool: PoolProgress) => pool.stage === "prepared";
  return [...pools.filter((pool) => !isDone(pool)), ...pools.filter(isDone)];
}

interface Columns {
  name: number;
  size: number;
  cells: number;
}

function columnsOf(pools: readonly PoolProgress[]): Columns {
  const longest = (lengthOf: (pool: PoolProgress) => number) => Math.max(0, ...pools.map(lengthOf));
  return {
    name: longest(({ name }) => name.length),
    size: longest((pool) => shortSize(pool).length),
    cells: Math.min(
      longest(({ wanted }) => wanted),
      MOST_CELLS,
    ),
  };
}

function shortSize({ vmSize }: PoolProgress): string {
  return vmSize.replace(/^Standard_/, "");
}

function poolLine(pool: PoolProgress, columns: Columns): Line {
  const lamps = nodeCells(pool, columns.cells);
  return [
    ...[span("  "), cell(pool.name, columns.name, "strong"), span("  ")],
    ...[cell(shortSize(pool), columns.size, "dim"), span("  ")],
    ...[...lamps, span(" ".repeat(columns.cells - lamps.length + 2))],
    STATES[pool.stage](pool),
  ];
}

const STATES: Record<PoolStage, (pool: PoolProgress) => Span> = {
  creating: ({ wanted, joined, ready }) =>
    joined < wanted ? span(`${joined} of ${wanted} joined`) : span(`${ready} of ${wanted} Ready`),
  settling: ({ wanted, settled }) => span(`${settled} of ${wanted} settled`),
  preparingNodes: () => span("enabling NRI", "warn"),
  busyNodes: ({ wanted, prepared }) => span(`${prepared} of ${wanted} prepared`, "warn"),
  prepared: ({ wanted, prepared }) => span(`${prepared} of ${wanted} prepared`, prepared === wanted ? "good" : "bad"),
  failed: () => span("failed", "bad"),
};

/** Always one line until the pool is prepared, so that the rows below do not jump. */
function detailLines(pool: PoolProgress, columns: Columns): Line[] {
  if (pool.stage === "prepared" || pool.stage === "failed") return [];
  return [[span(" ".repeat(columns.name + 4)), span(detail(pool), "dim")]];
}

function detail({ stage, wanted, joined, lacks, waiting }: PoolProgress): string {
  if (waiting !== undefined) return `${waiting.code}: asked for again at ${waiting.until.slice(11, 19)}`;
  if (stage === "preparingNodes") return "probing containerd, patching it where NRI is off";
  if (stage === "busyNodes") return "nodes with workloads are patched in turn, a few at a time";
  const lacking = lacksInWords(lacks);
  if (lacking !== "") return `waiting for ${lacking}`;
  return joined < wanted ? "Azure is bringing up the machines" : "everything is there";
}

function otherPools(pools: readonly PoolProgress[]): Line {
  const sum = (count: (pool: PoolProgress) => number) => pools.reduce((total, pool) => total + count(pool), 0);
  const nodes = sum((pool) => pool.wanted);
  return [
    span(`  and ${pools.length} more pools: ${sum((pool) => pool.prepared)} of ${nodes} nodes prepared, `, "dim"),
    span(`${sum((pool) => pool.ready)} Ready`, "dim"),
  ];
}
