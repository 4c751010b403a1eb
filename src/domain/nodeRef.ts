/** A node by all that makes it itself: a re-imaged or rebooted node of the same name is another one. */

import { sha256 } from "./hash.ts";
import type { KubernetesObject } from "./kubernetesObject.ts";
import { AKS } from "./labels.ts";

export interface NodeRef {
  name: string;
  uid: string;
  bootId: string;
  pool: string;
}

export interface NodeInfo {
  bootID: string;
  kernelVersion: string;
  osImage: string;
  containerRuntimeVersion: string;
  kubeletVersion: string;
}

export function nodeRefOf(node: KubernetesObject): NodeRef {
  return {
    name: node.metadata.name,
    uid: node.metadata.uid ?? "",
    bootId: nodeInfoOf(node).bootID,
    pool: node.metadata.labels?.[AKS.agentPool] ?? "",
  };
}

export function nodeInfoOf(node: KubernetesObject): NodeInfo {
  const info = (node["status"] as { nodeInfo?: Partial<NodeInfo> } | undefined)?.nodeInfo ?? {};
  return {
    bootID: info.bootID ?? "",
    kernelVersion: info.kernelVersion ?? "",
    osImage: info.osImage ?? "",
    containerRuntimeVersion: info.containerRuntimeVersion ?? "",
    kubeletVersion: info.kubeletVersion ?? "",
  };
}

/** Deterministic, so that a repeated activity finds the pod that it made before. */
export function nodePodName(purpose: string, node: NodeRef, preparationId: string, attempt: number): string {
  return `${purpose}-${sha256(`${node.uid}/${node.bootId}/${preparationId}`).slice(0, 16)}-${attempt}`;
}
