/** The PCI devices of a VM size that node feature discovery looks at. */
import type { NodeSpec } from "../../nodeProvisioner.ts";

/** Attributes as NFD names them: hexadecimal, without 0x. */
export interface PciDevice {
  vendor: string;
  device: string;
  class: string;
}

const NVIDIA = "10de";
const MELLANOX = "15b3";

const GPU_DEVICES = { A100: "20b2", H100: "2330", H200: "2335" } as const;
/** Virtual functions of ConnectX-6 and ConnectX-7. */
const INFINIBAND_DEVICES = { A100: "101c", H100: "101e", H200: "101e" } as const;
/** Accelerated networking: on every node, GPUs or not. */
const ETHERNET_DEVICE = "101a";

export function pciDevices({ hardware }: Pick<NodeSpec, "hardware">): PciDevice[] {
  const { gpus, gpuModel, infinibandDevices } = hardware;
  const many = (count: number, device: PciDevice) => Array.from({ length: count }, () => device);
  return [
    ...many(gpus, { vendor: NVIDIA, device: GPU_DEVICES[gpuModel], class: "0302" }),
    ...many(infinibandDevices, { vendor: MELLANOX, device: INFINIBAND_DEVICES[gpuModel], class: "0207" }),
    { vendor: MELLANOX, device: ETHERNET_DEVICE, class: "0200" },
  ];
}
