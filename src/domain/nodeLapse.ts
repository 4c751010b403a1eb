/** Why what was proven of a node does not hold any more, or never was: its certificate against the node as it is now. */
import { changesSince, type VisibleParts } from "./certificate.ts";
import type { NodeRecord } from "./record.ts";

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
