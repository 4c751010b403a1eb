/**
 * Whose the processor's time is: the app's, the embedded host's, or the simulators' that stand for Azure and the cluster.
 * They share a process, so the profiler tells: each sample belongs to the innermost frame whose file is one side's.
 */
import { Session } from "node:inspector/promises";

export interface ProcessorTime {
  /** Milliseconds. */
  app: number;
  host: number;
  simulators: number;
}

type Side = keyof ProcessorTime;

const SAMPLE_MICROSECONDS = 500;

/** Throws what `run` throws. */
export async function profiled<T>(run: () => Promise<T>): Promise<{ result: T; time: ProcessorTime }> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_MICROSECONDS });
    await session.post("Profiler.start");
    const before = process.cpuUsage();
    const result = await run();
    const { user, system } = process.cpuUsage(before);
    const { profile } = await session.post("Profiler.stop");
    return { result, time: timeBySide(profile, (user + system) / 1000) };
  } finally {
    session.disconnect();
  }
}

/** The parts of a profile that are read here. */
export interface Profile {
  nodes: readonly ProfileNode[];
  samples?: readonly number[] | undefined;
  /** Microseconds before each sample. */
  timeDeltas?: readonly number[] | undefined;
}

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: readonly number[] | undefined;
}

/**
 * Shares out `total` as the samples say: their own times are those of the clock on the wall, and others use the machine
 * too. What is nobody's, like collecting garbage, goes to each in proportion; waiting does not count. Pure.
 */
export function timeBySide({ nodes, samples = [], timeDeltas = [] }: Profile, total: number): ProcessorTime {
  const sides = sidesOf(nodes);
  const seen: ProcessorTime = { app: 0, host: 0, simulators: 0 };
  samples.forEach((id, index) => {
    const side = sides.get(id);
    if (side !== undefined && side !== "idle") seen[side] += timeDeltas[index] ?? 0;
  });
  const known = seen.app + seen.host + seen.simulators;
  const share = known === 0 ? 0 : total / known;
  return { app: seen.app * share, host: seen.host * share, simulators: seen.simulators * share };
}

function sidesOf(nodes: readonly ProfileNode[]): Map<number, Side | "idle" | undefined> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const sides = new Map<number, Side | "idle" | undefined>();
  for (const { id } of nodes) {
    let side: Side | "idle" | undefined;
    for (let at: number | undefined = id; at !== undefined && side === undefined; at = parents.get(at)) {
      side = sideOf(byId.get(at)?.callFrame);
    }
    sides.set(id, side);
  }
  return sides;
}

function sideOf(frame: ProfileNode["callFrame"] | undefined): Side | "idle" | undefined {
  if (frame === undefined) return undefined;
  if (frame.functionName === "(idle)") return "idle";
  if (frame.url.includes("/dist/")) return "app";
  if (frame.url.includes("/local/host/")) return "host";
  return frame.url.includes("/local/") ? "simulators" : undefined;
}
