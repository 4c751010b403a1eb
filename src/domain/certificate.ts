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

/** Of a fingerprint, what the API server tells of a node without a probe. */
export type VisibleParts = Pick<FingerprintParts, "uid" | "bootId" | "nodeImage" | "kernel">;

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
    ...visiblePartsOf(node),
    kernel: facts.kernel,
    containerd: facts.containerdVersion,
    driver: facts.driverVersion,
    ofed: facts.ofedVersion,
    profile,
  };
  return { level, verifiedAt, fingerprint: jsonHash(parts).slice(0, 16), parts };
}

export function visiblePartsOf(node: KubernetesObject): VisibleParts {
  const { bootID, kernelVersion } = nodeInfoOf(node);
  return {
    uid: node.metadata.uid ?? "",
    bootId: bootID,
    nodeImage: node.metadata.labels?.[AKS.nodeImageVersion] ?? "",
    kernel: kernelVersion,
  };
}

/**
 * What is not as it was, in words. Another machine has another boot, and another image another kernel and containerd:
 * what follows from the first is not said again.
 */
export function changesSince(before: FingerprintParts, now: VisibleParts & Partial<FingerprintParts>): string[] {
  const isReplaced = before.uid !== now.uid;
  const image = versionChange("node image", before.nodeImage, now.nodeImage);
  const ofImage = [
    ...versionChange("kernel", before.kernel, now.kernel),
    ...versionChange("containerd", before.containerd, now.containerd),
  ];
  return [
    ...(isReplaced ? ["replaced"] : []),
    ...(isReplaced || before.bootId === now.bootId ? [] : ["boot id"]),
    ...(image.length > 0 ? image : ofImage),
    ...versionChange("driver", before.driver, now.driver),
    ...versionChange("OFED", before.ofed, now.ofed),
    ...versionChange("profile", before.profile, now.profile),
  ];
}

/** What was not known cannot have changed. */
function versionChange(what: string, before: string, now = ""): string[] {
  return before === "" || now === "" || before === now ? [] : [`${what} ${before} -> ${now}`];
}
