/** Events: what components tell people about objects. Nothing in a cluster decides on them. */
import { createHash } from "node:crypto";
import type { Cluster, KubeObject } from "./cluster.ts";
import { rfc3339 } from "./store/deletion.ts";

export interface EventToRecord {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  component: string;
  /** Of kubelets: their node. */
  host?: string;
}

const EVENT = "v1/Event";

/** The same again is counted on the event that is there. */
export function recordEvent(
  about: KubeObject,
  told: EventToRecord,
  { store, clock }: Pick<Cluster, "store" | "clock">,
): void {
  const { namespace = "default", name } = about.metadata;
  const at = rfc3339(clock.now());
  const eventName = `${name}.${digestOf(about, told)}`;
  const known = store.modify(EVENT, namespace, eventName, (draft) => {
    draft["count"] = Number(draft["count"]) + 1;
    draft["lastTimestamp"] = at;
  });
  if (known !== undefined) return;
  const { type, reason, message, component, host } = told;
  store.create({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: eventName, namespace },
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: at,
    lastTimestamp: at,
    source: { component, ...(host === undefined ? {} : { host }) },
    reportingComponent: component,
    reportingInstance: host ?? "",
    involvedObject: referenceTo(about),
  });
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject): object {
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion };
}

function digestOf({ metadata }: KubeObject, { reason, message }: EventToRecord): string {
  return createHash("sha256").update(`${metadata.uid} ${reason} ${message}`).digest("hex").slice(0, 16);
}
