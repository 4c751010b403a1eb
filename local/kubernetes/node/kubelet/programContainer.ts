/** A container that a node program plays. */
import type { Machines } from "../machine/machines.ts";
import { type ContainerContext, type MovedContainer, newContainer } from "./containerContext.ts";
import { restarted, restartsAt } from "./containerRestart.ts";
import { idleProgram, type NodeProgram, type ProgramContext, type ProgramState } from "./nodeProgram.ts";
import type { WritablePodLogs } from "./podLogs.ts";
import type { ContainerRun } from "./podRun.ts";
import { isInitContainer } from "./podShape.ts";

export interface ProgramParts {
  logs: WritablePodLogs;
  machines: Machines;
  programs: readonly NodeProgram[];
}

export function advanceProgram(context: ContainerContext, parts: ProgramParts): MovedContainer {
  const { container, run } = context;
  const now = context.cluster.clock.now();
  const state = run.containers[container.name] ?? newContainer(context);
  if (state.exit === undefined) return play(context, state, parts);
  const due = restartsAt(context, state.exit, state.restarts);
  if (now < due) return { container: state, wakeAt: due };
  return play(context, restarted(state, state.exit, now), parts);
}

function play(context: ContainerContext, state: ContainerRun, parts: ProgramParts): MovedContainer {
  const { pod, container, run, cluster } = context;
  const program =
    parts.programs.find((candidate) => candidate.plays(container, pod)) ?? idleProgram(isInitContainer(pod, container));
  const memory = createMemory(`${container.name}.${state.restarts}`, run.notes, cluster.clock.now());
  const played = program.advance({
    ...memory.access,
    pod,
    container,
    node: parts.machines.get(context.record.spec.name),
    cluster,
    machines: parts.machines,
    print: (line) => parts.logs.append(pod.metadata.uid, container.name, `${line}\n`),
  });
  const moved = afterPlay(state, played, cluster.clock.now());
  const exitDue = moved.exit === undefined ? Number.POSITIVE_INFINITY : moved.exit.finishedAt;
  return { container: moved, wakeAt: Math.min(memory.wakeAt(), exitDue), notes: memory.notes() };
}

function afterPlay(state: ContainerRun, played: ProgramState, now: number): ContainerRun {
  const exit = (exitCode: number) => ({
    exitCode,
    reason: exitCode === 0 ? "Completed" : "Error",
    message: "",
    startedAt: state.startedAt,
    finishedAt: now,
  });
  if (played.exitCode !== undefined) return { ...state, ready: false, exit: exit(played.exitCode) };
  if (played.restarted === true) return { ...restarted(state, exit(1), now), ready: played.ready };
  return { ...state, ready: played.ready };
}

type MemoryAccess = Pick<ProgramContext, "hasFinished" | "recall" | "remember">;

/** A container that starts again remembers nothing. */
function createMemory(life: string, before: Record<string, number>, now: number) {
  const written: Record<string, number> = {};
  let earliest = Number.POSITIVE_INFINITY;
  const recall = (note: string) => written[`${life}.${note}`] ?? before[`${life}.${note}`];
  const remember = (note: string, value: number) => {
    written[`${life}.${note}`] = value;
  };
  const access: MemoryAccess = {
    recall,
    remember,
    hasFinished(step, durationMs) {
      const begunAt = recall(step) ?? now;
      remember(step, begunAt);
      const endsAt = begunAt + durationMs;
      if (now < endsAt) earliest = Math.min(earliest, endsAt);
      return now >= endsAt;
    },
  };
  return { access, wakeAt: () => earliest, notes: () => written };
}
