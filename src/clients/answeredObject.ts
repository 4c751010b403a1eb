/**
 * An API server's answer is believed to be an object only when it could be one: what is decided later takes names, labels
 * and annotations as they are.
 */
import type { KubernetesObject } from "../domain/kubernetesObject.ts";

/** Throws when no object can look like this. The message quotes nothing of the answer, which may be a Secret. */
export function answeredObject(answer: unknown): KubernetesObject {
  const { metadata } = recordOf(answer) ?? {};
  const { name, namespace, uid, labels, annotations, ownerReferences } = recordOf(metadata) ?? {};
  const isObject =
    isName(name) &&
    isNameOrAbsent(namespace) &&
    isNameOrAbsent(uid) &&
    isTexts(labels) &&
    isTexts(annotations) &&
    (ownerReferences === undefined || Array.isArray(ownerReferences));
  if (!isObject) throw new Error("the answer has another shape than a Kubernetes object");
  return answer as KubernetesObject;
}

/** What any kind of object may be called: path segments, RBAC's colons included. */
const NAME = /^[\w:.@~-]{1,253}$/;

function isName(value: unknown): boolean {
  return typeof value === "string" && NAME.test(value) && value !== "." && value !== "..";
}

function isNameOrAbsent(value: unknown): boolean {
  return value === undefined || value === "" || isName(value);
}

function isTexts(value: unknown): boolean {
  if (value === undefined) return true;
  const texts = recordOf(value);
  return texts !== undefined && Object.values(texts).every((text) => typeof text === "string");
}

export function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
