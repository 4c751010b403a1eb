/** The files of a fresh node image that scripts read and change. Paths are relative to the node's root. */

import type { NodeSpec } from "../../nodeProvisioner.ts";
import { aksContainerdConfig } from "../containerd/aksContainerdConfig.ts";
import { osImageOf } from "../osImage.ts";
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
    "proc/1/limits": PROCESS_LIMITS,
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

const PROCESS_LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max file size             unlimited            unlimited            bytes
Max data size             unlimited            unlimited            bytes
Max stack size            8388608              unlimited            bytes
Max core file size        0                    unlimited            bytes
Max resident set          unlimited            unlimited            bytes
Max processes             127405               127405               processes
Max open files            1048576              1048576              files
Max locked memory         65536                8388608              bytes
Max address space         unlimited            unlimited            bytes
Max file locks            unlimited            unlimited            locks
Max pending signals       127405               127405               signals
Max msgqueue size         819200               819200               bytes
Max nice priority         0                    0
Max realtime priority     0                    0
Max realtime timeout      unlimited            unlimited            us
`;
