/** A node's evidence with the fingerprint of what it was taken from: when the fingerprint changes, the evidence is stale. */

import type { Level } from "./checks.ts";
import { jsonHash } from "./hash.ts";
import type { KubernetesObject } from "./kubernetesObject.ts";
import { AKS } from "./labels.ts";
import type { NodeFacts } from "./nodeFacts.ts";
import { nodeInfoOf } from "./nodeRef.ts";

export interface FingerprintParts {
  uid: string;
  bootId: string;
  nodeImage: string;
  kernel: string;
  containerd: string;
  driver: string;
  ofed: string;
  profile: string;
}

export interface Certificate {
  level: Level;
  /** ISO 8601. */
  verifiedAt: string;
  fingerprint: string;
  parts: FingerprintParts;
}

export function makeCertificate(
  node: KubernetesObject,
  facts: NodeFacts,
  profile: string,
  level: Level,
  verifiedAt: string,
): Certificate {
  const parts: FingerprintParts = {
    uid: node.metadata.uid ?? "",
    bootId: nodeInfoOf(node).bootID,
    nodeImage: node.metadata.labels?.[AKS.nodeImageVersion] ?? "",
    kernel: facts.kernel,
    containerd: facts.containerdVersion,
    driver: facts.driverVersion,
    ofed: facts.ofedVersion,
    profile,
  };
  return { level, verifiedAt, fingerprint: jsonHash(parts).slice(0, 16), parts };
}
