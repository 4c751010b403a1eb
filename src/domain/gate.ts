/**
 * The readiness gate: the taint that keeps workloads off a node until it has its certificate. AKS puts it on new nodes
 * (`nodeInitializationTaints`) and leaves it to others afterwards. Whatever prepares nodes tolerates it, workloads do not.
 */
import type { Finding } from "./findings.ts";
import type { KubernetesObject } from "./kubernetesObject.ts";
import { ANNOTATIONS } from "./labels.ts";
import { GATE_KEY, type Toleration } from "./tolerations.ts";

/** As AKS writes taints. */
export const GATE_TAINT = `${GATE_KEY}=true:NoSchedule`;

/** Of Microsoft.ContainerService, by subscription: without it AKS refuses the taint. */
export const GATE_FEATURE = "NodeInitializationTaintsPreview";

interface NodeTaint {
  key: string;
}

/** What of a node's record decides. */
export interface NodeEvidence {
  uid: string;
  level: string;
  verdict: "ready" | "notReady";
}

export function isGated(node: KubernetesObject): boolean {
  return taintsOf(node).some(isGate);
}

/** Why a gated node keeps its taint; undefined: it has its certificate. */
export function reasonToKeep(node: KubernetesObject, evidence: NodeEvidence | undefined): string | undefined {
  if (evidence === undefined || evidence.uid !== node.metadata.uid) return "it was not verified in this run";
  return evidence.verdict === "ready" ? undefined : `it is not ready, level ${evidence.level}`;
}

/**
 * A merge patch for one node: everything that says it has its certificate. It replaces the list of taints, so the version
 * that was read is its condition: a taint that others add meanwhile is never lost.
 */
export function openedNode(node: KubernetesObject, preparationId: string): Record<string, unknown> {
  return {
    metadata: {
      resourceVersion: node.metadata.resourceVersion,
      annotations: { [ANNOTATIONS.openedBy]: preparationId },
    },
    spec: { taints: taintsOf(node).filter((taint) => !isGate(taint)) },
  };
}

/** Whether this preparation took the taint off, now or in a call whose answer was lost. */
export function isOpenedBy(node: KubernetesObject, preparationId: string): boolean {
  return !isGated(node) && node.metadata.annotations?.[ANNOTATIONS.openedBy] === preparationId;
}

export interface KeptGate {
  node: string;
  reason: string;
}

const MOST_NAMED = 10;

/** One finding for a pool: what is wrong with each node is told by findings of its own. */
export function keptGates(pool: string, kept: readonly KeptGate[]): Finding[] {
  if (kept.length === 0) return [];
  const named = kept.slice(0, MOST_NAMED).map(({ node, reason }) => `${node} (${reason})`);
  const more = kept.length - named.length;
  return [
    {
      code: "NodeGated",
      severity: "warn",
      subject: `pool/${pool}`,
      found: `nodes that keep the taint ${GATE_KEY}, so that no workload starts on them: ${named.join(", ")}${more > 0 ? `, and ${more} more` : ""}`,
      action: `Mend what is found on the node and run again. To use it as it is: kubectl taint nodes NAME ${GATE_KEY}-`,
    },
  ];
}

/** What workloads are told to tolerate: not the gate, which is there to keep them away. */
export function withoutGate(tolerations: readonly Toleration[]): Toleration[] {
  return tolerations.filter((toleration) => !isGate(toleration));
}

function taintsOf(node: KubernetesObject): NodeTaint[] {
  return ((node["spec"] ?? {}) as { taints?: NodeTaint[] }).taints ?? [];
}

function isGate({ key }: NodeTaint): boolean {
  return key === GATE_KEY;
}
