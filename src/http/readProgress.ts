/** A running preparation, put together from the custom status of its orchestrations. */
import type { RunStatus } from "../clients/ports.ts";
import type { Finding } from "../domain/findings.ts";
import {
  type Condition,
  MOST_TROUBLE,
  type NodeTrouble,
  type PoolProgress,
  type RunProgress,
  type StackProgress,
  subInstanceId,
  unseenPool,
  withWaves,
} from "../domain/progress.ts";
import type { PreparationRow } from "../domain/records.ts";
import { runStateOf } from "../runs/runState.ts";
import type { RouteContext } from "./deps.ts";

export interface ProgressView {
  /** `failed`: the run ended without a record, or never started; run again. */
  status: "running" | "failed";
  phase: string;
  conditions: Condition[];
  findings: Finding[];
  pools: PoolProgress[];
  stack: StackProgress["items"];
  nodesInTrouble: NodeTrouble[];
  /** ISO 8601: when the run, or a part of it, last told something. Absent before it has begun. */
  toldAt?: string;
}

export async function readProgress({ runs, now }: RouteContext, row: PreparationRow): Promise<ProgressView> {
  const root = await runs.read(row.instanceId);
  const progress = progressOf(root, row.id);
  const named = row.request.nodePools.map(({ name, vmSize, count }) => ({ name, vmSize, wanted: count }));
  const asked = named.length > 0 ? named : (progress?.pools ?? []);
  const poolIds = asked.map((pool) => subInstanceId.pool(row.id, pool.name));
  const isPreparing = progress?.phase !== undefined && progress.phase !== "planning";
  const [stack, ...pools] = isPreparing
    ? await Promise.all([subInstanceId.stack(row.id), ...poolIds].map((id) => runs.read(id)))
    : [];
  const poolViews = asked
    .map((pool, index) => (pools[index]?.customStatus as PoolProgress | null | undefined) ?? unseenPool(pool))
    .map((pool) => withWaves(pool, progress?.waves));
  return {
    status: runStateOf(row, root, now()) === "gone" ? "failed" : "running",
    phase: progress?.phase ?? "starting",
    conditions: progress?.conditions ?? [],
    findings: progress?.findings ?? [],
    pools: poolViews,
    stack: (stack?.customStatus as StackProgress | null | undefined)?.items ?? [],
    nodesInTrouble: poolViews.flatMap((pool) => pool.trouble).slice(0, MOST_TROUBLE),
    ...lastTold([...(progress === undefined ? [] : [root]), stack, ...pools]),
  };
}

/** Times in one notation have the order of their texts. */
function lastTold(runs: readonly (RunStatus | undefined)[]): { toldAt?: string } {
  const toldAt = runs
    .flatMap((run) => run?.lastUpdatedAt ?? [])
    .sort()
    .at(-1);
  return toldAt === undefined ? {} : { toldAt };
}

/** The instance belongs to the cluster: what it shows may still be of the run before. */
function progressOf(root: RunStatus | undefined, preparationId: string): RunProgress | undefined {
  const progress = root?.customStatus as RunProgress | null | undefined;
  return progress?.preparationId === preparationId ? progress : undefined;
}
