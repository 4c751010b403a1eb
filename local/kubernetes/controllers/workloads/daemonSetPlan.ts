/** On which nodes a DaemonSet wants a pod, and which of its pods are there. Pure. */
import type { V1DaemonSetSpec, V1PodSpec, V1PodTemplateSpec, V1Toleration } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { podPhaseOf, podSpecOf, specOf } from "../../store/objectParts.ts";
import { pinnedNodeOf, selectsNode } from "../scheduling/nodeSelection.ts";
import { untoleratedTaint } from "../scheduling/taints.ts";

export interface NodePlan {
  node: KubeObject;
  shouldRun: boolean;
  /** Pods of the DaemonSet on this node, those that terminate included. */
  pods: KubeObject[];
}

export interface DaemonSetPlan {
  nodes: NodePlan[];
  /** On a node where they may not stay, failed, or one too many. */
  unwanted: KubeObject[];
  /** Their node is gone. */
  orphaned: KubeObject[];
}

export function planNodes(
  daemonSet: KubeObject,
  pods: readonly KubeObject[],
  nodes: readonly KubeObject[],
): DaemonSetPlan {
  const template = specOf<V1DaemonSetSpec>(daemonSet).template;
  const spec = template.spec as V1PodSpec;
  const tolerations = [...(spec.tolerations ?? []), ...automaticTolerations(spec)];
  const byNode = Map.groupBy(pods, nodeOf);
  const plan: DaemonSetPlan = { nodes: [], unwanted: [], orphaned: [] };
  for (const node of nodes) {
    const onNode = byNode.get(node.metadata.name) ?? [];
    byNode.delete(node.metadata.name);
    const fits = selectsNode(spec, node);
    const mayStay = fits && untoleratedTaint(node, tolerations, ["NoExecute"]) === undefined;
    const shouldRun = mayStay && untoleratedTaint(node, tolerations, ["NoSchedule"]) === undefined;
    plan.nodes.push({ node, shouldRun, pods: onNode });
    plan.unwanted.push(...(mayStay ? failedOrSurplus(onNode) : onNode));
  }
  plan.orphaned.push(...[...byNode.values()].flat());
  return plan;
}

/** The template with what the controller adds: the node by affinity, and the automatic tolerations. */
export function templateOf(daemonSet: KubeObject, nodeName: string): V1PodTemplateSpec {
  const { template } = specOf<V1DaemonSetSpec>(daemonSet);
  const spec = template.spec as V1PodSpec;
  const required = {
    nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [nodeName] }] }],
  };
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: required,
  };
  return {
    ...template,
    spec: {
      ...spec,
      affinity: { ...spec.affinity, nodeAffinity },
      tolerations: [...(spec.tolerations ?? []), ...automaticTolerations(spec)],
    },
  };
}

function automaticTolerations(spec: V1PodSpec): V1Toleration[] {
  const tolerate = (key: string, effect: string) => ({ key: `node.kubernetes.io/${key}`, operator: "Exists", effect });
  return [
    tolerate("not-ready", "NoExecute"),
    tolerate("unreachable", "NoExecute"),
    tolerate("disk-pressure", "NoSchedule"),
    tolerate("memory-pressure", "NoSchedule"),
    tolerate("pid-pressure", "NoSchedule"),
    tolerate("unschedulable", "NoSchedule"),
    ...(spec.hostNetwork === true ? [tolerate("network-unavailable", "NoSchedule")] : []),
  ];
}

function nodeOf(pod: KubeObject): string {
  const spec = podSpecOf(pod);
  return spec.nodeName ?? pinnedNodeOf(spec) ?? "";
}

function failedOrSurplus(pods: readonly KubeObject[]): KubeObject[] {
  const healthy = pods.filter((pod) => podPhaseOf(pod) !== "Failed" && pod.metadata.deletionTimestamp === undefined);
  return [...pods.filter((pod) => podPhaseOf(pod) === "Failed"), ...healthy.slice(1)];
}
