/**
 * A container that runs a shell script. The real process is over within moments; on the shared clock the container
 * ends when everything it slept and waited for is over too. A script of a pod that restarts for ever runs pass by
 * pass: its `sleep` ends a pass, and the next one begins when that sleep is over. A simulator that died while a script
 * ran starts it again: scripts have to bear that, as on a node whose kubelet was restarted.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../../world/clock.ts";
import type { WorldStore } from "../../../world/worldStore.ts";
import type { Machines } from "../machine/machines.ts";
import type { NodeFiles } from "../machine/nodeFiles.ts";
import { type ContainerContext, type MovedContainer, newContainer } from "./containerContext.ts";
import { restarted, restartsAt } from "./containerRestart.ts";
import type { WritablePodLogs } from "./podLogs.ts";
import type { ContainerExit, ContainerRun, PodRuns, ScriptPass } from "./podRun.ts";
import { type ContainerSpec, podSpec } from "./podShape.ts";
import { mountsOf, volumePlaces } from "./podVolumes.ts";
import { type ScriptCommand, scriptCommand } from "./scriptCommand.ts";
import type { ScriptProcesses, ScriptResult } from "./scriptProcess.ts";
import { terminationMessage } from "./terminationMessage.ts";

export interface ScriptParts {
  world: WorldStore;
  clock: Clock;
  runs: PodRuns;
  logs: WritablePodLogs;
  files: NodeFiles;
  machines: Machines;
  processes: ScriptProcesses;
  compileCache: string;
  /** Wakes every pod of a node. */
  wakeNode(node: string): void;
}

const STUBS_FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../stubs");

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
  const { pod, container } = context;
  const id = `${pod.metadata.uid}/${container.name}`;
  if (parts.processes.has(id)) return { container: state, wakeAt: Number.POSITIVE_INFINITY };
  try {
    const command = commandOf(context, parts);
    parts.processes.start(id, command, (result) => endPass(pod.metadata.uid, container, result, parts));
    return { container: state, wakeAt: Number.POSITIVE_INFINITY };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const now = context.cluster.clock.now();
    const exit = { exitCode: 128, reason: "StartError", message, startedAt: now, finishedAt: now };
    return { container: { ...state, ready: false, exit }, wakeAt: now };
  }
}

function commandOf({ pod, container, run, record, cluster }: ContainerContext, parts: ScriptParts): ScriptCommand {
  const root = parts.files.rootOf(record);
  const podFolder = parts.files.podFolder(record, pod.metadata.uid);
  const { activeDeadlineSeconds = LONGEST_SCRIPT_SECONDS } = podSpec(pod);
  return scriptCommand(pod, container, {
    mounts: mountsOf(pod, container, volumePlaces(pod, record, parts.files, cluster)),
    root,
    podFolder,
    stubsFolder: STUBS_FOLDER,
    compileCache: parts.compileCache,
    deadlineMs: run.acceptedAt + activeDeadlineSeconds * 1000 - cluster.clock.now(),
    restartMs: cluster.latencyOf("containerdRestart", record.spec.name),
  });
}

/** Of pods without a deadline: a loop that never leaves off must not hold a virtual clock for ever. */
const LONGEST_SCRIPT_SECONDS = 3600;

/** The process is over: what it did to the node counts from now on, its exit once its simulated time has passed. */
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
