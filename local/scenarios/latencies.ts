/**
 * How long things take in the simulated world, in seconds (median). Source: design.md section 9, from AKS and NVIDIA
 * documentation and issue reports. Each occurrence deviates by up to 20 %, decided by its subject's name alone, so
 * that the same scenario always takes the same time, whatever the order of events.
 */
export const REFERENCE_LATENCIES = {
  poolAccepted: 5,
  nodeReady: 300,
  poolSucceededAfterLastNode: 30,
  chartJob: 40,
  nfdLabel: 30,
  ofedPerNode: 300,
  rdmaPlugin: 20,
  gpuDriverPerNode: 270,
  toolkitAndDevicePlugin: 60,
  peermemModule: 30,
  podStart: 6,
  containerdRestart: 4,
} as const;

export type LatencyName = keyof typeof REFERENCE_LATENCIES;

/** Milliseconds that `name` takes for `subject` (a node, a pool, a pod). */
export type LatencyOf = (name: LatencyName, subject: string) => number;

const SPREAD = 0.2;

/** One node that takes another time than its like: exactly `seconds`. */
export interface SlowNode {
  latency: LatencyName;
  pool: string;
  index: number;
  seconds: number;
}

export interface LatencyOverrides {
  medians?: Partial<Record<LatencyName, number>>;
  slowNodes?: readonly SlowNode[];
}

export function createLatencies({ medians = {}, slowNodes = [] }: LatencyOverrides = {}): LatencyOf {
  const seconds = { ...REFERENCE_LATENCIES, ...medians };
  return (name, subject) => {
    const slow = slowNodes.find((node) => node.latency === name && isNode(subject, node));
    if (slow !== undefined) return slow.seconds * 1000;
    return Math.round(seconds[name] * 1000 * (1 - SPREAD + 2 * SPREAD * fraction(`${name}/${subject}`)));
  };
}

/** AKS names nodes `aks-<pool>-<8 digits>-vmss<6 digits, base 36>`. */
function isNode(subject: string, { pool, index }: SlowNode): boolean {
  return subject.startsWith(`aks-${pool}-`) && subject.endsWith(`-vmss${index.toString(36).padStart(6, "0")}`);
}

/** FNV-1a, mapped to 0..1. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) / 0xffffffff;
}
