/** What a prepared node of a pool must show, from the catalogue. */
import type { GpuSize } from "./catalog.ts";

export interface NodeExpectation {
  vmSize: string;
  gpus: number;
  /** `rdma/ib`; 0: RDMA checks are not applicable. */
  rdma: number;
  infinibandPorts: number;
}

export function expectationOf(size: GpuSize): NodeExpectation {
  return { vmSize: size.vmSize, gpus: size.gpus, rdma: size.rdma, infinibandPorts: size.infinibandPorts };
}
