/** The Ready condition of a node and the taints that go with it. */
import type { KubeObject } from "../cluster.ts";

export interface Readiness {
  ready: boolean;
  reason: string;
  /** RFC 3339: when it became so. */
  since: string;
}

interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  lastTransitionTime: string;
  lastHeartbeatTime: string;
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

export const NOT_READY_TAINT = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

/** All conditions of a node whose pressure conditions are fine. */
export function nodeConditions({ ready, reason, since }: Readiness): Condition[] {
  const at = { lastHeartbeatTime: since, lastTransitionTime: since };
  const fine = (type: string, word: string, message: string) => ({
    type,
    status: "False",
    reason: word,
    message,
    ...at,
  });
  return [
    fine("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    fine("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    fine("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    {
      type: "Ready",
      status: ready ? "True" : reason === SILENT ? "Unknown" : "False",
      reason,
      message: ready ? "kubelet is posting ready status" : (READINESS_MESSAGES[reason] ?? reason),
      ...at,
    },
  ];
}

/** The reason the control plane gives for a node that no longer reports. */
const SILENT = "NodeStatusUnknown";

const READINESS_MESSAGES: Record<string, string> = {
  KubeletNotReady: "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady",
  ContainerRuntimeIsDown: "container runtime is down",
  [SILENT]: "Kubelet stopped posting node status.",
};

export function isNodeReady(node: KubeObject): boolean {
  const conditions = (node["status"] as { conditions?: Condition[] } | undefined)?.conditions ?? [];
  return conditions.some((condition) => condition.type === "Ready" && condition.status === "True");
}

/** Alters `node` in place; a node that already says so stays untouched, heartbeats included. */
export function writeReadiness(node: KubeObject, readiness: Readiness): void {
  const status = node["status"] as { conditions?: Condition[] };
  const current = status.conditions?.find((condition) => condition.type === "Ready");
  const wanted = nodeConditions(readiness).find((condition) => condition.type === "Ready");
  if (current?.status !== wanted?.status || current?.reason !== readiness.reason) {
    status.conditions = nodeConditions(readiness);
  }
  const spec = node["spec"] as { taints?: Taint[] };
  const others = (spec.taints ?? []).filter((taint) => taint.key !== NOT_READY_TAINT.key);
  const taints = readiness.ready ? others : [...others, NOT_READY_TAINT];
  if (taints.length > 0) spec.taints = taints;
  else delete spec.taints;
}
