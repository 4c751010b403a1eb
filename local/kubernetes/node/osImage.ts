/** What AKS's node images carry (August 2026). */
import type { NodeSpec } from "../nodeProvisioner.ts";
import { AKS_CONTAINERD } from "./containerd/containerdVersion.ts";

export interface OsImage {
  osImage: string;
  versionId: string;
  codename: string;
  kernelVersion: string;
  containerdVersion: string;
}

const OS_IMAGES: Record<NodeSpec["osSku"], OsImage> = {
  Ubuntu2204: {
    osImage: "Ubuntu 22.04.5 LTS",
    versionId: "22.04",
    codename: "jammy",
    kernelVersion: "5.15.0-1098-azure",
    containerdVersion: AKS_CONTAINERD.Ubuntu2204,
  },
  Ubuntu2404: {
    osImage: "Ubuntu 24.04.3 LTS",
    versionId: "24.04",
    codename: "noble",
    kernelVersion: "6.8.0-1044-azure",
    containerdVersion: AKS_CONTAINERD.Ubuntu2404,
  },
};

export function osImageOf(spec: Pick<NodeSpec, "osSku">): OsImage {
  return OS_IMAGES[spec.osSku];
}

/** On the image of a pool that leaves the driver to AKS. */
export const AKS_NVIDIA_DRIVER = "580.95.05";
