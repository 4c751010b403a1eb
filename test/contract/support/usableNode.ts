/** Which nodes the suite may use, and with which tolerations a pod gets there. */
import type { V1Toleration } from "@kubernetes/client-node";

interface AnyNode {
  metadata?: { labels?: Record<string, string> };
  spec?: { unschedulable?: boolean; taints?: { key: string; effect: string }[] };
  status?: { conditions?: { type: string; status: string }[] };
}

/** Ready, not cordoned, and able to run a shell. */
export function isUsable({ metadata, spec, status }: AnyNode): boolean {
  const isReady = (status?.conditions ?? []).some(
    (condition) => condition.type === "Ready" && condition.status === "True",
  );
  return isReady && spec?.unschedulable !== true && metadata?.labels?.["kubernetes.io/os"] === "linux";
}

/** Of the taints that the node had before the suite came: a control plane's, say. */
export function tolerationsOf({ spec }: AnyNode): V1Toleration[] {
  return (spec?.taints ?? []).map(({ key, effect }) => ({ key, operator: "Exists", effect }));
}
