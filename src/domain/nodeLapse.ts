/** Why what was proven of a node does not hold any more, or never was: its certificate against the node as it is now. */
import type { FingerprintParts } from "./certificate.ts";
import type { NodeRecord } from "./record.ts";

/** Of a fingerprint, what the API server tells of a node without a probe. */
export type VisibleParts = Pick<FingerprintParts, "uid" | "bootId" | "nodeImage" | "kernel">;

export type NodeLapse =
  /** No run has certified it. */
  | { kind: "uncertified" }
  /** `changed`: "boot id", "replaced", "node image A -> B". */
  | { kind: "stale"; changed: string };

/** Undefined: its certificate is of the node as it is now. Whether that certificate says ready is another matter. */
export function lapseOf(node: VisibleParts, record: NodeRecord | undefined): NodeLapse | undefined {
  if (record?.certificate === undefined) return { kind: "uncertified" };
  const changed = changesSince(record.certificate.parts, node);
  return changed.length === 0 ? undefined : { kind: "stale", changed: changed.join(", ") };
}

/** Another machine has another boot, and another image another kernel: what follows from the first is not said again. */
function changesSince(before: VisibleParts, now: VisibleParts): string[] {
  const isReplaced = before.uid !== now.uid;
  const image = versionChange("node image", before.nodeImage, now.nodeImage);
  return [
    ...(isReplaced ? ["replaced"] : []),
    ...(isReplaced || before.bootId === now.bootId ? [] : ["boot id"]),
    ...(image.length > 0 ? image : versionChange("kernel", before.kernel, now.kernel)),
  ];
}

/** What was not known cannot have changed. */
function versionChange(what: string, before: string, now: string): string[] {
  return before === "" || now === "" || before === now ? [] : [`${what} ${before} -> ${now}`];
}
