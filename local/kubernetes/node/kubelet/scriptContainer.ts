/**
 * A container that runs a shell script. The script is over within moments of real time; on the shared clock the container
 * ends when everything it slept and waited for is over too. A script of a pod that restarts for ever runs pass by
 * pass: its `sleep` ends a pass, and the next one begins when that sleep is over. A simulator that died while a script
 * ran starts it again: scripts have to bear that, as on a node whose kubelet was restarted.
 */
import type { Clock } from "../../../world/clock.ts";
import type { WorldStore } from "../../../world/worldStore.ts";
import type { Machines } from "../machine/machines.ts";
import type { ScriptResult, ScriptRunner } from "../scripts/scriptRunner.ts";
import { type ContainerContext, type MovedContainer, newContainer } from "./containerContext.ts";
import { restarted, restartsAt } from "./containerRestart.ts";
import type { WritablePodLogs } from "./podLogs.ts";
import type { ContainerExit, ContainerRun, PodRuns, ScriptPass } from "./podRun.ts";
import type { ContainerSpec } from "./podShape.ts";
import { terminationMessage } from "./terminationMessage.ts";

export interface ScriptParts {
  world: WorldStore;
  clock: Clock;
  runs: PodRuns;
  logs: WritablePodLogs;
  machines: Machines;
  scripts: ScriptRunner;
  /** Wakes every pod of a node. */
  wakeNode(node: string): void;
}

export function advanceScript(context: ContainerContext, parts: ScriptParts): MovedContainer {
  const now = context.cluster.clock.now();
  const state = context.run.containers[context.container.name] ?? { ...newContainer(context), ready: true };
  if (state.exit !== undefined) return restartWhenDue(context, state, state.exit, parts);
  if (state.pass === undefined) return runPass(context, state, parts);
  if (now < state.pass.endsAt) return { container: state, wakeAt: state.pass.endsAt };
  const { pass, ...others } = state;
  if (pass.exit === undefined) return runPass(context, { ...others, passStartedAt: now }, parts);
  return restartWhenDue(context, { ...others, ready: false, exit: pass.exit }, pass.exit, parts);
}

function restartWhenDue(
  context: ContainerContext,
  state: ContainerRun,
  exit: ContainerExit,
  parts: ScriptParts,
): MovedContainer {
  const now = context.cluster.clock.now();
  const due = restartsAt(context, exit, state.restarts);
  if (now < due) return { container: state, wakeAt: due };
  return runPass(context, { ...restarted(state, exit, now), ready: true }, parts);
}

function runPass(context: ContainerContext, state: ContainerRun, parts: ScriptParts): MovedContainer {
  const { pod, container, run } = context;
  const id = `${pod.metadata.uid}/${container.name}`;
  if (parts.scripts.has(id)) return { container: state, wakeAt: Number.POSITIVE_INFINITY };
  const created = { ...context, run: { ...run, containers: { ...run.containers, [container.name]: state } } };
  try {
    parts.scripts.start(id, created, (result) => endPass(pod.metadata.uid, container, result, parts));
    return { container: state, wakeAt: Number.POSITIVE_INFINITY };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const now = context.cluster.clock.now();
    const exit = { exitCode: 128, reason: "StartError", message, startedAt: now, finishedAt: now };
    return { container: { ...state, ready: false, exit }, wakeAt: now };
  }
}

/** The script is over: what it did to the node counts from now on, its exit once its simulated time has passed. */
function endPass(podUid: string, container: ContainerSpec, result: ScriptResult, parts: ScriptParts): void {
  parts.world.transaction(() => {
    const run = parts.runs.get(podUid);
    const state = run?.containers[container.name];
    if (run === undefined || state === undefined) return;
    parts.logs.append(podUid, container.name, result.output);
    const pass = passOf(state, container, result);
    parts.runs.set(podUid, { ...run, containers: { ...run.containers, [container.name]: { ...state, pass } } });
    parts.machines.absorb(run.node);
    parts.wakeNode(run.node);
  });
}

function passOf(state: ContainerRun, container: ContainerSpec, result: ScriptResult): ScriptPass {
  const endsAt = (state.passStartedAt ?? state.startedAt) + result.elapsedMs;
  if (result.slept) return { endsAt };
  const { exitCode } = result;
  return {
    endsAt,
    exit: {
      exitCode,
      reason: exitCode === 0 ? "Completed" : "Error",
      message: terminationMessage(container.terminationMessagePolicy, result),
      startedAt: state.startedAt,
      finishedAt: endsAt,
    },
  };
}
