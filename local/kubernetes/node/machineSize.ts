/** CPU and memory of a VM size. Those of the guide's catalogue are exact; any other is read from its name. */
export interface MachineSize {
  cpus: number;
  memoryGib: number;
}

const EXACT_MEMORY_GIB: Record<string, number> = {
  Standard_NC24ads_A100_v4: 220,
  Standard_ND96asr_v4: 900,
  Standard_ND96amsr_A100_v4: 1900,
  Standard_ND96isr_H100_v5: 1900,
  Standard_ND96isr_H200_v5: 1850,
};

const GENERAL_PURPOSE_GIB_PER_CPU = 4;

export function machineSize(vmSize: string): MachineSize {
  const cpus = Number(/^Standard_[A-Z]+(\d+)/.exec(vmSize)?.[1] ?? "4");
  return { cpus, memoryGib: EXACT_MEMORY_GIB[vmSize] ?? cpus * GENERAL_PURPOSE_GIB_PER_CPU };
}
