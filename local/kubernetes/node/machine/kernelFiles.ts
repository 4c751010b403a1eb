/** What /proc, /sys and /dev show of a machine's kernel: made from its state alone, and made anew whenever that changes. */
import type { NodeRecord } from "../nodeRecord.ts";
import { osImageOf } from "../osImage.ts";

/** Folders that hold nothing else, relative to the root. */
export const KERNEL_FOLDERS = ["sys", "dev"] as const;

export function kernelFiles(record: NodeRecord): Record<string, string> {
  const { machine, spec, bootId } = record;
  return {
    "proc/modules": loadedModules(record).map(moduleLine).join(""),
    "proc/sys/kernel/osrelease": `${osImageOf(spec).kernelVersion}\n`,
    "proc/sys/kernel/random/boot_id": `${bootId}\n`,
    "sys/module/mlx5_core/initstate": "live\n",
    ...(machine.ofedVersion === undefined ? {} : ofedFiles(machine.ofedVersion, spec.hardware.infinibandDevices)),
    ...(machine.nvidiaDriverVersion === undefined ? {} : nvidiaFiles(machine.nvidiaDriverVersion, spec.hardware.gpus)),
  };
}

const ETHERNET_MODULES = ["mlxfw", "psample", "mlx5_core"];
const OFED_MODULES = ["mlx_compat", "ib_core", "ib_uverbs", "ib_umad", "ib_cm", "rdma_cm", "rdma_ucm", "mlx5_ib"];
const NVIDIA_MODULES = ["nvidia", "nvidia_uvm", "nvidia_modeset"];

function loadedModules({ machine }: NodeRecord): string[] {
  return [
    ...ETHERNET_MODULES,
    ...(machine.ofedVersion === undefined ? [] : OFED_MODULES),
    ...(machine.nvidiaDriverVersion === undefined ? [] : NVIDIA_MODULES),
    ...(machine.peermemLoaded ? ["nvidia_peermem"] : []),
  ];
}

export function moduleLine(name: string): string {
  return `${name} 16384 0 - Live 0x0000000000000000\n`;
}

function nvidiaFiles(version: string, gpus: number): Record<string, string> {
  const files: Record<string, string> = { "sys/module/nvidia/version": `${version}\n` };
  for (let index = 0; index < gpus; index++) files[`dev/nvidia${index}`] = "";
  return files;
}

/** The last device, mlx5_8 on an eight-port machine, is the Ethernet one of accelerated networking. */
function ofedFiles(version: string, infinibandDevices: number): Record<string, string> {
  const files: Record<string, string> = { "sys/module/mlx5_core/version": `${version}\n` };
  for (let index = 0; index <= infinibandDevices; index++) {
    const port = `sys/class/infiniband/mlx5_${index}/ports/1`;
    files[`${port}/state`] = "4: ACTIVE\n";
    files[`${port}/link_layer`] = index < infinibandDevices ? "InfiniBand\n" : "Ethernet\n";
    files[`dev/infiniband/uverbs${index}`] = "";
  }
  return files;
}
