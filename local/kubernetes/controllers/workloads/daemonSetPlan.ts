/** On which nodes a DaemonSet wants a pod, and what that pod is made of. Pure. */
import type { V1DaemonSetSpec, V1PodSpec, V1PodTemplateSpec, V1Toleration } from "@kubernetes/client-node";
import type { KubeObject, ObjectChange } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import { isTerminating, podPhaseOf, podSpecOf, specOf } from "../../store/objectParts.ts";
import { pinnedNodeOf, selectsNode } from "../scheduling/nodeSelection.ts";
import { taintsOf, untoleratedTaint } from "../scheduling/taints.ts";

export const DAEMON_SET = "apps/v1/DaemonSet";

export interface NodeFit {
  /** A pod that is there is left alone. */
  mayStay: boolean;
  /** A pod is started there. */
  shouldRun: boolean;
}

export function fitOf(daemonSet: KubeObject, node: KubeObject): NodeFit {
  const spec = specOf<V1DaemonSetSpec>(daemonSet).template.spec as V1PodSpec;
  const tolerations = [...(spec.tolerations ?? []), ...automaticTolerations(spec)];
  const mayStay = selectsNode(spec, node) && untoleratedTaint(node, tolerations, ["NoExecute"]) === undefined;
  return { mayStay, shouldRun: mayStay && untoleratedTaint(node, tolerations, ["NoSchedule"]) === undefined };
}

/** Whether a change of a node may change where DaemonSets run. */
export function changesFit({ object, previous }: ObjectChange): boolean {
  if (previous === undefined || isTerminating(object)) return true;
  return !(
    sameJson(object.metadata.labels, previous.metadata.labels) && sameJson(taintsOf(object), taintsOf(previous))
  );
}

/** Its pods carry the hash of the template that they were made from. */
export const REVISION_LABEL = "controller-revision-hash";

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

/** Where it runs, or is meant to run. */
export function nodeOf(pod: KubeObject): string {
  const spec = podSpecOf(pod);
  return spec.nodeName ?? pinnedNodeOf(spec) ?? "";
}

/** Of the pods on one node. */
export function failedOrSurplus(pods: readonly KubeObject[]): KubeObject[] {
  const healthy = pods.filter((pod) => podPhaseOf(pod) !== "Failed" && pod.metadata.deletionTimestamp === undefined);
  return [...pods.filter((pod) => podPhaseOf(pod) === "Failed"), ...healthy.slice(1)];
}
