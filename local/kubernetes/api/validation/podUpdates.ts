/** What of a pod may change once it exists: images, deadlines, and tolerations that are added. */
import type { SentObject } from "../../cluster.ts";
import { isList, isRecord, sameJson } from "../../store/json.ts";
import type { StatusCause } from "../statusCause.ts";

export function checkPodUpdate(before: SentObject, after: SentObject): StatusCause[] {
  const [old, next] = [before["spec"], after["spec"]];
  if (sameJson(fixedPart(old), fixedPart(next)) && keepsTolerations(old, next)) return [];
  const message =
    "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`," +
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations)," +
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
  return [{ reason: "FieldValueForbidden", message, field: "spec" }];
}

function fixedPart(spec: unknown): unknown {
  if (!isRecord(spec)) return spec;
  const { activeDeadlineSeconds: _, tolerations: __, terminationGracePeriodSeconds: ___, ...fixed } = spec;
  return {
    ...fixed,
    containers: withoutImages(spec["containers"]),
    initContainers: withoutImages(spec["initContainers"]),
  };
}

function withoutImages(containers: unknown): unknown {
  if (!isList(containers)) return undefined;
  return containers.map((container) => (isRecord(container) ? { ...container, image: undefined } : container));
}

function keepsTolerations(before: unknown, after: unknown): boolean {
  const kept = tolerationsOf(after);
  return tolerationsOf(before).every((toleration) => kept.some((other) => sameJson(other, toleration)));
}

function tolerationsOf(spec: unknown): unknown[] {
  const list = isRecord(spec) ? spec["tolerations"] : undefined;
  return isList(list) ? list : [];
}
