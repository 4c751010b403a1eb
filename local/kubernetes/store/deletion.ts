/** What a delete does to one object before it is gone: finalizers, a pod's grace period, a namespace's content. */
import type { DeleteOptions, KubeObject } from "../cluster.ts";
import { copyJson } from "./json.ts";
import { kindOf } from "./objectKey.ts";

/** Finalizers of the garbage collector. */
export const FOREGROUND_DELETION = "foregroundDeletion";
export const ORPHAN_DEPENDENTS = "orphan";

const DEFAULT_POD_GRACE_SECONDS = 30;

/** The object as it stays while something must still happen, or undefined when it goes at once. */
export function markDeleted(object: KubeObject, options: DeleteOptions, now: number): KubeObject | undefined {
  const grace = graceSecondsOf(object, options);
  const marked = copyJson(object);
  const { metadata } = marked;
  addPropagationFinalizer(marked, options);
  if (isDeletable(marked) && grace === 0) return undefined;
  const shortest = Math.min(grace, metadata.deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY);
  if (metadata.deletionTimestamp === undefined || shortest < (metadata.deletionGracePeriodSeconds ?? 0)) {
    metadata.deletionTimestamp = rfc3339(now + shortest * 1000);
    metadata.deletionGracePeriodSeconds = shortest;
  }
  if (kindOf(marked) === "v1/Namespace") marked["status"] = { phase: "Terminating" };
  return marked;
}

/** Whether an object that is marked as deleted has nothing left to wait for. */
export function isFinished(object: KubeObject): boolean {
  const { metadata } = object;
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0 && isDeletable(object);
}

export function rfc3339(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function isDeletable(object: KubeObject): boolean {
  const spec = object["spec"] as { finalizers?: string[] } | undefined;
  const namespaceFinalizers = kindOf(object) === "v1/Namespace" ? (spec?.finalizers ?? []) : [];
  return (object.metadata.finalizers ?? []).length === 0 && namespaceFinalizers.length === 0;
}

function addPropagationFinalizer(object: KubeObject, { propagation }: DeleteOptions): void {
  if (propagation === undefined || propagation === "Background") return;
  const finalizer = propagation === "Foreground" ? FOREGROUND_DELETION : ORPHAN_DEPENDENTS;
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.includes(finalizer)) object.metadata.finalizers = [...finalizers, finalizer];
}

function graceSecondsOf(object: KubeObject, options: DeleteOptions): number {
  if (kindOf(object) !== "v1/Pod") return 0;
  const spec = object["spec"] as { nodeName?: string; terminationGracePeriodSeconds?: number };
  const status = object["status"] as { phase?: string } | undefined;
  const hasNothingToStop = (spec.nodeName ?? "") === "" || status?.phase === "Succeeded" || status?.phase === "Failed";
  if (hasNothingToStop) return 0;
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? DEFAULT_POD_GRACE_SECONDS;
}
