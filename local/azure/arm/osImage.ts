/** Which Ubuntu an AKS pool really runs, and where each is allowed. */
import type { NodeSpec } from "../../kubernetes/nodeProvisioner.ts";
import { badRequest } from "./armError.ts";
import type { PoolProperties } from "./poolBody.ts";

const IMAGE_RELEASE = "202608.14.0";

type OsSku = NonNullable<PoolProperties["osSKU"]>;

/** Ubuntu is 22.04 up to Kubernetes 1.34 and 24.04 from 1.35. Throws 400 for a pair that AKS does not offer. */
export function effectiveOsSku(osSku: OsSku, kubernetesVersion: string): NodeSpec["osSku"] {
  const minor = minorOf(kubernetesVersion);
  const effective = osSku === "Ubuntu" ? (minor >= 35 ? "Ubuntu2404" : "Ubuntu2204") : osSku;
  if (effective === "Ubuntu2204" && minor > 34) throw unsupported(osSku, kubernetesVersion, "up to 1.34");
  if (effective === "Ubuntu2404" && (minor < 32 || minor > 38))
    throw unsupported(osSku, kubernetesVersion, "1.32 to 1.38");
  return effective;
}

export function nodeImageVersionOf(effective: NodeSpec["osSku"]): string {
  return `AKSUbuntu-${effective.slice("Ubuntu".length)}gen2containerd-${IMAGE_RELEASE}`;
}

function minorOf(kubernetesVersion: string): number {
  return Number(kubernetesVersion.split(".")[1]);
}

function unsupported(osSku: string, kubernetesVersion: string, range: string): Error {
  return badRequest(
    "OSSKUNotSupported",
    `OS SKU '${osSku}' is not supported with Kubernetes ${kubernetesVersion}; it is available for ${range}.`,
    "properties.osSKU",
  );
}
