/** What a prepared node of a pool must show, from the catalogue. */
import type { GpuSize } from "./catalog.ts";
import type { DriverMode } from "./nodePool.ts";

export interface NodeExpectation {
  vmSize: string;
  gpus: number;
  /** `rdma/ib`; 0: RDMA checks are not applicable. */
  rdma: number;
  infinibandPorts: number;
  /** Who brings the GPU driver: AKS with the node, or the GPU operator. */
  driver: DriverMode;
}

export function expectationOf({ vmSize, gpus, rdma, infinibandPorts }: GpuSize, driver: DriverMode): NodeExpectation {
  return { vmSize, gpus, rdma, infinibandPorts, driver };
}
