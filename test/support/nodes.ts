/** A prepared H100 node, as the API server and its own probe describe it. */
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import { expectationOf, type NodeExpectation } from "../../src/domain/nodeExpectation.ts";
import type { NodeFacts } from "../../src/domain/nodeFacts.ts";
import type { DriverMode } from "../../src/domain/nodePool.ts";
import type { NodeRef } from "../../src/domain/nodeRef.ts";
import { H100 } from "./requests.ts";

export interface NodeOptions {
  ready?: "True" | "False" | "Unknown";
  uid?: string;
  bootId?: string;
  labels?: Record<string, string>;
  capacity?: Record<string, string>;
  allocatable?: Record<string, string>;
}

export function aNode(options: NodeOptions = {}): KubernetesObject {
  const allocatable = options.allocatable ?? { "nvidia.com/gpu": "8", "rdma/ib": "8" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name: "aks-h100-1-vmss000000",
      uid: options.uid ?? "uid-0",
      labels: {
        "kubernetes.azure.com/agentpool": "h100",
        "kubernetes.azure.com/node-image-version": "AKSUbuntu-2204gen2-202608.1.0",
        "network.nvidia.com/operator.mofed.wait": "false",
        ...options.labels,
      },
    },
    status: {
      conditions: [{ type: "Ready", status: options.ready ?? "True" }],
      nodeInfo: { bootID: options.bootId ?? "boot-0" },
      capacity: options.capacity ?? allocatable,
      allocatable,
    },
  };
}

export function aNodeRef(changes: Partial<NodeRef> = {}): NodeRef {
  return { name: "aks-h100-1-vmss000000", uid: "uid-0", bootId: "boot-0", pool: "h100", ...changes };
}

export function someFacts(changes: Partial<NodeFacts> = {}): NodeFacts {
  return {
    bootId: "boot-0",
    kernel: "5.15.0-1090-azure",
    os: "Ubuntu 22.04.5 LTS",
    containerdVersion: "1.7.34",
    configSha256: "c".repeat(64),
    dumpSha256: "d".repeat(64),
    missingImport: "",
    nriListening: true,
    peermemLoaded: true,
    driverVersion: "570.158.01",
    ofedVersion: "25.07-0.9.7",
    infinibandDevices: 8,
    infinibandActive: 8,
    ...changes,
  };
}

export function anExpectation(vmSize: string = H100, driver: DriverMode = "None"): NodeExpectation {
  const size = GUIDE_CATALOG.find((candidate) => candidate.vmSize === vmSize);
  if (size === undefined) throw new Error(`${vmSize} is not in the guide's catalogue`);
  return expectationOf(size, driver);
}
