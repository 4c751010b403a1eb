/**
 * The guide's steps for self-managed drivers as tasks, and what each of them has to wait for. Written from the guide
 * and design.md, section 9, knowing nothing of the app: what the app adds (looking, proving, polling) is not in it. Pure.
 *
 * What starts in a pod takes a pod's start as well, at its median: pods' names are not known beforehand. Everything else
 * takes as long as the simulated world lets it take, by the name of its node or pool.
 */
import { type LatencyOf, REFERENCE_LATENCIES } from "../../local/scenarios/latencies.ts";
import type { Task } from "./criticalPath.ts";

export interface GuidePool {
  name: string;
  infiniband: boolean;
  nodes: readonly string[];
}

/** In the guide's order. */
export const GUIDE_STEPS = [
  "network operator's chart",
  "GPU operator's chart",
  "pool accepted",
  "Ready",
  "feature labels",
  "DOCA-OFED driver",
  "RDMA plugin",
  "GPU driver",
  "toolkit and device plugin",
  "NRI and containerd's restart",
  "ulimit adjuster",
] as const;

export type GuideStep = (typeof GUIDE_STEPS)[number];

export interface GuideTask extends Task {
  step: GuideStep;
  /** A node, a pool or the cluster. */
  subject: string;
}

type Afterwards = [step: GuideStep, subject: string];

const { podStart: POD, chartJob: CHART } = REFERENCE_LATENCIES;
const CLUSTER = "the cluster";

export function guideTasks(pools: readonly GuidePool[], latencyOf: LatencyOf): GuideTask[] {
  const secondsOf: LatencyOf = (name, subject) => latencyOf(name, subject) / 1000;
  const hasInfiniband = pools.some(({ infiniband }) => infiniband);
  return [
    ...(hasInfiniband ? [task("network operator's chart", CLUSTER, POD + CHART)] : []),
    task("GPU operator's chart", CLUSTER, POD + CHART),
    ...pools.flatMap((pool) => [
      task("pool accepted", pool.name, secondsOf("poolAccepted", pool.name)),
      ...pool.nodes.flatMap((node) => nodeTasks(pool, node, secondsOf)),
    ]),
  ];
}

function nodeTasks({ name, infiniband }: GuidePool, node: string, secondsOf: LatencyOf): GuideTask[] {
  const seconds = (latency: Parameters<LatencyOf>[0]) => secondsOf(latency, node);
  const labelled: Afterwards = ["feature labels", node];
  const operator: Afterwards = [infiniband ? "network operator's chart" : "GPU operator's chart", CLUSTER];
  const withOfed = [
    task("DOCA-OFED driver", node, POD + seconds("ofedPerNode"), [labelled]),
    task("RDMA plugin", node, POD + seconds("rdmaPlugin"), [["DOCA-OFED driver", node]]),
    // Its pod has long been there when OFED is.
    task("GPU driver", node, seconds("gpuDriverPerNode"), [
      ["DOCA-OFED driver", node],
      ["GPU operator's chart", CLUSTER],
    ]),
  ];
  const alone = [task("GPU driver", node, POD + seconds("gpuDriverPerNode"), [labelled])];
  return [
    task("Ready", node, seconds("nodeReady"), [["pool accepted", name]]),
    task("feature labels", node, POD + seconds("nfdLabel"), [["Ready", node], operator]),
    ...(infiniband ? withOfed : alone),
    task("toolkit and device plugin", node, seconds("toolkitAndDevicePlugin"), [["GPU driver", node]]),
    // The toolkit writes to the same file.
    task("NRI and containerd's restart", node, POD + seconds("containerdRestart"), [
      ["toolkit and device plugin", node],
      ...(infiniband ? [["RDMA plugin", node] satisfies Afterwards] : []),
    ]),
    task("ulimit adjuster", node, POD, [["NRI and containerd's restart", node]]),
  ];
}

function task(step: GuideStep, subject: string, seconds: number, after: readonly Afterwards[] = []): GuideTask {
  return { id: idOf(step, subject), step, subject, seconds, after: after.map((before) => idOf(...before)) };
}

function idOf(step: GuideStep, subject: string): string {
  return `${step} on ${subject}`;
}
