/**
 * The kubelets of all nodes: takes each pod from its binding to its end. What a pod has reached is in its run; this
 * loop compares the run with the clock and the node, moves it on, and reports the status.
 */
import type { Cluster, Controller, KubeObject, ObjectChange } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import { isPodFinished, isTerminating, podSpecOf, statusOf } from "../../store/objectParts.ts";
import type { NodeFiles } from "../machine/nodeFiles.ts";
import { isNodeReady } from "../nodeReadiness.ts";
import type { NodeRecord, NodeRecords } from "../nodeRecord.ts";
import type { ContainerRunner } from "./containerRunner.ts";
import { unavailableDevices } from "./podAdmission.ts";
import { tellPod, tellStarts } from "./podEvents.ts";
import { KUBELET, podKey, splitPodKey } from "./podKey.ts";
import { reportDeadlineExceeded, reportRejected, reportStatus } from "./podReport.ts";
import type { PodRun } from "./podRun.ts";
import { podSpec } from "./podShape.ts";
import { missingVolume, volumePlaces } from "./podVolumes.ts";
import { reportMissingVolume } from "./volumeEvents.ts";

/** Another try when a volume or an image is missing; a change on the node itself wakes the pod at once. */
const RETRY_MS = 60_000;

export interface KubeletParts {
  records: NodeRecords;
  files: NodeFiles;
  containers: ContainerRunner;
  /** Why an image cannot be pulled now; undefined: it can. */
  pullProblem(image: string): string | undefined;
}

export function createKubelet(parts: KubeletParts): Controller {
  return {
    name: KUBELET,
    watches: [
      { kind: "v1/Pod", keysOf: ({ object }) => (podSpecOf(object).nodeName ? [podKey(object)] : []) },
      {
        kind: "v1/Node",
        keysOf: (change, { store }) =>
          matters(change) ? store.list("v1/Pod", { nodeName: change.object.metadata.name }).map(podKey) : [],
      },
    ],
    reconcile(key, cluster) {
      const { namespace, name, uid } = splitPodKey(key);
      const pod = cluster.store.get("v1/Pod", namespace, name);
      if (pod === undefined || pod.metadata.uid !== uid) return parts.containers.forget(uid);
      const record = parts.records.get(podSpecOf(pod).nodeName ?? "");
      if (record === undefined || !isUp(record, cluster)) return;
      if (isTerminating(pod)) stopPod(pod, key, cluster, parts);
      else if (!isPodFinished(pod)) advancePod(pod, key, record, cluster, parts);
    },
  };
}

/** Heartbeats and other people's annotations do not concern pods. */
function matters({ object, previous }: ObjectChange): boolean {
  if (previous === undefined) return false;
  return !sameJson(object.metadata.labels, previous.metadata.labels) || isNodeReady(object) !== isNodeReady(previous);
}

function isUp(record: NodeRecord, { clock }: Cluster): boolean {
  return clock.now() >= record.readyAt && !record.silenced;
}

/** A shell as the first process of a container ignores SIGTERM: what still runs takes all of its grace. */
function stopPod(pod: KubeObject, key: string, cluster: Cluster, parts: KubeletParts): void {
  const { namespace, name, uid, deletionTimestamp = "" } = pod.metadata;
  parts.containers.kill(uid);
  const endsAt = Date.parse(deletionTimestamp);
  if (!isPodFinished(pod) && cluster.clock.now() < endsAt) return cluster.enqueueAt(KUBELET, key, endsAt);
  cluster.store.delete("v1/Pod", namespace, name, { gracePeriodSeconds: 0 });
}

function advancePod(pod: KubeObject, key: string, record: NodeRecord, cluster: Cluster, parts: KubeletParts): void {
  const { containers } = parts;
  const now = cluster.clock.now();
  const run = containers.runOf(pod, record);
  const rejection = isNew(pod) ? unavailableDevices(pod, record, cluster.store) : undefined;
  if (rejection !== undefined) return reportRejected(pod, rejection, record, cluster);
  containers.saveRun(run);
  const deadline = deadlineOf(pod, run);
  if (now >= deadline) {
    containers.kill(run.podUid);
    return reportDeadlineExceeded(pod, run, record, cluster);
  }
  const next = run.startsAt === undefined ? startOf(pod, run, record, cluster, parts) : run.startsAt;
  const wakeAt = now < next ? next : containers.advance(pod, record, cluster);
  const moved = containers.runOf(pod, record);
  tellStarts(pod, { before: run, after: moved }, record, cluster);
  reportStatus(pod, moved, record, cluster);
  const earliest = Math.min(deadline, wakeAt);
  if (Number.isFinite(earliest)) cluster.enqueueAt(KUBELET, key, earliest);
}

function isNew(pod: KubeObject): boolean {
  return statusOf<{ startTime?: string }>(pod).startTime === undefined;
}

function deadlineOf(pod: KubeObject, run: PodRun): number {
  return run.acceptedAt + (podSpec(pod).activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
}

/** When the containers start, or when to look again for what is missing. */
function startOf(pod: KubeObject, run: PodRun, record: NodeRecord, cluster: Cluster, parts: KubeletParts): number {
  const now = cluster.clock.now();
  const missing = missingVolume(pod, volumePlaces(pod, record, parts.files, cluster));
  if (missing !== undefined) {
    reportMissingVolume(pod, missing, cluster);
    return now + RETRY_MS;
  }
  const waiting = pullFailure(pod, parts.pullProblem);
  if (waiting !== undefined)
    tellPod(pod, { type: "Warning", reason: "Failed", message: waiting.message }, record, cluster);
  const startsAt = now + (waiting === undefined ? cluster.latencyOf("podStart", pod.metadata.name) : RETRY_MS);
  parts.containers.saveRun(waiting === undefined ? { ...run, waiting, startsAt } : { ...run, waiting });
  return startsAt;
}

function pullFailure(pod: KubeObject, problemOf: KubeletParts["pullProblem"]): PodRun["waiting"] {
  const problem = podSpec(pod)
    .containers.map(({ image }) => problemOf(image))
    .find((found) => found !== undefined);
  return problem === undefined ? undefined : { reason: "ImagePullBackOff", message: problem };
}
