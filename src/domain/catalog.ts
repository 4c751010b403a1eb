/** The guide's table of GPU sizes (guide-aks.md, "Recommended GPU VM Configurations") and what each can serve. */
import { editDistance } from "./editDistance.ts";

export const WELL_LIT_PATHS = [
  "inference-scheduling",
  "precise-prefix-cache-aware",
  "pd-disaggregation",
  "wide-ep-lws",
] as const;

export type WellLitPath = (typeof WELL_LIT_PATHS)[number];

export interface PathSupport {
  path: WellLitPath;
  /** Nodes that the path needs at least. */
  nodes: number;
  /** What a user of the path must add on this size. */
  note?: string;
}

export interface GpuSize {
  vmSize: string;
  gpu: "A100" | "H100" | "H200";
  gpus: number;
  memoryGbEach: number;
  memoryGbTotal: number;
  /** Pods that can use RDMA at once, `rdma/ib`; 0 for a size without InfiniBand. */
  rdma: number;
  /** InfiniBand devices in the machine, each with one port. */
  infinibandPorts: number;
  paths: readonly PathSupport[];
}

export type Catalog = readonly GpuSize[];

/** How many pods may share the InfiniBand devices of a node: `rdmaHcaMax` of the guide's NicClusterPolicy. */
export const RDMA_PER_NODE = 8;

/** Every ND size has one InfiniBand device for each of its GPUs. */
const INFINIBAND_PORTS = 8;

const EVERY_SIZE: readonly PathSupport[] = [
  { path: "inference-scheduling", nodes: 1 },
  { path: "precise-prefix-cache-aware", nodes: 1 },
];

export const GUIDE_CATALOG: Catalog = [
  size("Standard_NC24ads_A100_v4", "A100", 1, 80, 0, []),
  size("Standard_ND96asr_v4", "A100", 8, 40, RDMA_PER_NODE, []),
  size("Standard_ND96amsr_A100_v4", "A100", 8, 80, RDMA_PER_NODE, []),
  size("Standard_ND96isr_H100_v5", "H100", 8, 80, RDMA_PER_NODE, [
    { path: "pd-disaggregation", nodes: 2, note: "start vLLM with --max-model-len=4500" },
  ]),
  size("Standard_ND96isr_H200_v5", "H200", 8, 141, RDMA_PER_NODE, [
    { path: "pd-disaggregation", nodes: 2 },
    { path: "wide-ep-lws", nodes: 4 },
  ]),
];

function size(
  vmSize: string,
  gpu: GpuSize["gpu"],
  gpus: number,
  memoryGbEach: number,
  rdma: number,
  paths: readonly PathSupport[],
): GpuSize {
  return {
    vmSize,
    gpu,
    gpus,
    memoryGbEach,
    memoryGbTotal: gpus * memoryGbEach,
    rdma,
    infinibandPorts: rdma === 0 ? 0 : INFINIBAND_PORTS,
    paths: [...EVERY_SIZE, ...paths],
  };
}

/** Azure compares size names without regard to case. */
export function findSize(catalog: Catalog, vmSize: string): GpuSize | undefined {
  return catalog.find((candidate) => candidate.vmSize.toLowerCase() === vmSize.toLowerCase());
}

/** The catalogue's sizes, the most alike in spelling first. */
export function nearestSizes(catalog: Catalog, vmSize: string, limit = 3): string[] {
  return catalog
    .map((candidate) => ({
      name: candidate.vmSize,
      distance: editDistance(candidate.vmSize.toLowerCase(), vmSize.toLowerCase()),
    }))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, limit)
    .map((candidate) => candidate.name);
}
