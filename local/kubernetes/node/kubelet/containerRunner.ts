/** Moves the containers of a started pod on: scripts through the script runner, everything else through node programs. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import type { NodeFiles } from "../machine/nodeFiles.ts";
import type { NodeRecord, NodeRecords } from "../nodeRecord.ts";
import { creationRefusal } from "./containerContext.ts";
import { containersAfterReboot } from "./containerRestart.ts";
import type { PodRun } from "./podRun.ts";
import { type ContainerSpec, isScript, podSpec } from "./podShape.ts";
import { advanceProgram, type ProgramParts } from "./programContainer.ts";
import { advanceScript, type ScriptParts } from "./scriptContainer.ts";

/** As often as a kubelet looks at its pods again. */
const CREATE_AGAIN_MS = 60_000;

export interface ContainerRunner {
  /** The pod's run on this boot of its node; a new one when there is none yet. */
  runOf(pod: KubeObject, record: NodeRecord): PodRun;
  saveRun(run: PodRun): void;
  /** Moves every container on. When to look again; infinity: something else will wake the pod. */
  advance(pod: KubeObject, record: NodeRecord, cluster: Cluster): number;
  kill(podUid: string): void;
  /** Ends what a deleted pod still had running, and removes its files and its log. */
  forget(podUid: string): void;
}

export interface ContainerRunnerParts extends ScriptParts, ProgramParts {
  records: NodeRecords;
  files: NodeFiles;
}

export function createContainerRunner(parts: ContainerRunnerParts): ContainerRunner {
  const { runs, scripts, logs, clock } = parts;

  function runOf(pod: KubeObject, record: NodeRecord): PodRun {
    const known = runs.get(pod.metadata.uid);
    return known?.bootId === record.bootId ? known : newRun(pod, record, known, clock.now());
  }

  /** Most looks at a container find nothing new. */
  function save(run: PodRun): void {
    if (!sameJson(run, runs.get(run.podUid))) runs.set(run.podUid, run);
  }

  function advanceOne(pod: KubeObject, container: ContainerSpec, record: NodeRecord, cluster: Cluster): number {
    const run = runOf(pod, record);
    const context = { pod, container, run, record, cluster };
    const refusal = run.containers[container.name] === undefined ? creationRefusal(context) : undefined;
    if (refusal !== undefined) {
      save({ ...run, waiting: { reason: "CreateContainerError", message: refusal } });
      return clock.now() + CREATE_AGAIN_MS;
    }
    const moved = isScript(container) ? advanceScript(context, parts) : advanceProgram(context, parts);
    const containers = { ...run.containers, [container.name]: moved.container };
    save({ ...run, containers, notes: { ...run.notes, ...moved.notes } });
    return moved.wakeAt;
  }

  return {
    runOf,
    saveRun: save,
    advance(pod, record, cluster) {
      const { initContainers = [], containers } = podSpec(pod);
      for (const container of initContainers) {
        const wakeAt = advanceOne(pod, container, record, cluster);
        if (runOf(pod, record).containers[container.name]?.exit?.exitCode !== 0) return wakeAt;
      }
      return Math.min(...containers.map((container) => advanceOne(pod, container, record, cluster)));
    },
    kill: (podUid) => scripts.kill(podUid),
    forget(podUid) {
      scripts.kill(podUid);
      const run = runs.get(podUid);
      if (run === undefined) return;
      logs.remove(podUid, Object.keys(run.containers));
      runs.delete(podUid);
      const record = parts.records.get(run.node);
      if (record !== undefined) parts.files.removePodFolder(record, podUid);
    },
  };
}

function newRun(pod: KubeObject, record: NodeRecord, former: PodRun | undefined, now: number): PodRun {
  const fresh = { podUid: pod.metadata.uid, node: record.spec.name, bootId: record.bootId, notes: {} };
  if (former === undefined) return { ...fresh, acceptedAt: now, containers: {} };
  const containers = containersAfterReboot(former.containers, podSpec(pod).restartPolicy, now);
  return { ...fresh, acceptedAt: former.acceptedAt, startsAt: now, containers };
}
