/** What `kubectl get nodes` shows. */
import type { V1NodeSpec, V1NodeStatus } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { specOf, statusOf } from "../../store/objectParts.ts";
import { AGE, type Column, NAME } from "./column.ts";

export const NODE_COLUMNS: readonly Column[] = [
  NAME,
  { name: "Status", value: nodeState },
  { name: "Roles", value: roles },
  AGE,
  { name: "Version", value: (node) => infoOf(node)?.kubeletVersion ?? "" },
  { name: "Internal-IP", value: (node) => address(node, "InternalIP"), wide: true },
  { name: "External-IP", value: (node) => address(node, "ExternalIP"), wide: true },
  { name: "OS-Image", value: (node) => infoOf(node)?.osImage ?? "<unknown>", wide: true },
  { name: "Kernel-Version", value: (node) => infoOf(node)?.kernelVersion ?? "<unknown>", wide: true },
  { name: "Container-Runtime", value: (node) => infoOf(node)?.containerRuntimeVersion ?? "<unknown>", wide: true },
];

const ROLE_PREFIX = "node-role.kubernetes.io/";

function roles({ metadata }: KubeObject): string {
  const names = Object.keys(metadata.labels ?? {}).filter((key) => key.startsWith(ROLE_PREFIX));
  return names.length === 0 ? "<none>" : names.map((key) => key.slice(ROLE_PREFIX.length)).join(",");
}

function nodeState(node: KubeObject): string {
  const ready = statusOf<V1NodeStatus>(node).conditions?.find(({ type }) => type === "Ready");
  const state = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return specOf<V1NodeSpec>(node).unschedulable === true ? `${state},SchedulingDisabled` : state;
}

function infoOf(node: KubeObject) {
  return statusOf<V1NodeStatus>(node).nodeInfo;
}

function address(node: KubeObject, wanted: string): string {
  return statusOf<V1NodeStatus>(node).addresses?.find(({ type }) => type === wanted)?.address ?? "<none>";
}
