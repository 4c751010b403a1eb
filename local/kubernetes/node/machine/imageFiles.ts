/** The files of a fresh node image that scripts read and change. Paths are relative to the node's root. */

import type { NodeSpec } from "../../nodeProvisioner.ts";
import { aksContainerdConfig } from "../containerd/aksContainerdConfig.ts";
import { CONTAINERD_LIMIT } from "../kubelet/raisedLimits.ts";
import { osImageOf } from "../osImage.ts";
import { processLimits } from "./processLimits.ts";
import { SIMULATION_PATHS } from "./simulationPaths.ts";

export const CONTAINERD_CONFIG = "etc/containerd/config.toml";

export function imageFiles(spec: NodeSpec): Record<string, string> {
  const { containerdVersion } = osImageOf(spec);
  const { failsWithNri } = spec.containerd ?? {};
  return {
    [CONTAINERD_CONFIG]: aksContainerdConfig(spec),
    "etc/hostname": `${spec.name}\n`,
    "etc/os-release": osRelease(spec),
    "etc/modprobe.d/README": "",
    "proc/1/limits": processLimits(CONTAINERD_LIMIT),
    [SIMULATION_PATHS.containerdVersion]: `${containerdVersion}\n`,
    ...(failsWithNri === undefined ? {} : { [SIMULATION_PATHS.containerdFailsWithNri]: `${failsWithNri}\n` }),
  };
}

function osRelease(spec: NodeSpec): string {
  const { osImage, versionId, codename } = osImageOf(spec);
  const longVersion = osImage.replace("Ubuntu ", "");
  return [
    `PRETTY_NAME="${osImage}"`,
    'NAME="Ubuntu"',
    `VERSION_ID="${versionId}"`,
    `VERSION="${longVersion}"`,
    `VERSION_CODENAME=${codename}`,
    "ID=ubuntu",
    "ID_LIKE=debian",
    `UBUNTU_CODENAME=${codename}`,
    "",
  ].join("\n");
}
