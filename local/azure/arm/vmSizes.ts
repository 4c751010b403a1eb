/** The virtual machine sizes that simulated Azure sells: hardware, quota family, and how the SKU list describes them. */

export interface VmSize {
  name: string;
  /** Quota family, as the usages and SKU lists spell it. */
  family: string;
  /** As the SKU list's `size`. */
  size: string;
  vCpus: number;
  memoryGb: number;
  gpus: number;
  gpuModel?: "A100" | "H100" | "H200";
  /** InfiniBand ports of the machine; its Ethernet function is not among them. */
  infinibandDevices: number;
}

export const VM_SIZES: readonly VmSize[] = [
  {
    name: "Standard_D4s_v5",
    family: "standardDSv5Family",
    size: "D4s_v5",
    vCpus: 4,
    memoryGb: 16,
    gpus: 0,
    infinibandDevices: 0,
  },
  {
    name: "Standard_NC24ads_A100_v4",
    family: "StandardNCADSA100v4Family",
    size: "NC24ads_A100_v4",
    vCpus: 24,
    memoryGb: 220,
    gpus: 1,
    gpuModel: "A100",
    infinibandDevices: 0,
  },
  {
    name: "Standard_ND96asr_v4",
    family: "standardNDASv4_A100Family",
    size: "ND96asr_v4",
    vCpus: 96,
    memoryGb: 900,
    gpus: 8,
    gpuModel: "A100",
    infinibandDevices: 8,
  },
  {
    name: "Standard_ND96amsr_A100_v4",
    family: "standardNDAMSv4_A100Family",
    size: "ND96amsr_A100_v4",
    vCpus: 96,
    memoryGb: 1900,
    gpus: 8,
    gpuModel: "A100",
    infinibandDevices: 8,
  },
  {
    name: "Standard_ND96isr_H100_v5",
    family: "standardNDSH100v5Family",
    size: "ND96isr_H100_v5",
    vCpus: 96,
    memoryGb: 1900,
    gpus: 8,
    gpuModel: "H100",
    infinibandDevices: 8,
  },
  {
    name: "Standard_ND96isr_H200_v5",
    family: "standardNDISRH200V5Family",
    size: "ND96isr_H200_v5",
    vCpus: 96,
    memoryGb: 1850,
    gpus: 8,
    gpuModel: "H200",
    infinibandDevices: 8,
  },
];

/** Azure compares size names without regard to case. */
export function findVmSize(name: string): VmSize | undefined {
  return VM_SIZES.find((size) => size.name.toLowerCase() === name.toLowerCase());
}
