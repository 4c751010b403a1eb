/** What a container sees of itself: its limits, and the devices that it was given. This machine's own are others. */
import { type ResourceCounts, requestedResources } from "../../controllers/scheduling/extendedResources.ts";
import { podSpecOf } from "../../store/objectParts.ts";
import { kernelFiles } from "../machine/kernelFiles.ts";
import { processLimits } from "../machine/processLimits.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import type { ContainerContext } from "./containerContext.ts";

export interface ContainerInside {
  /** /proc/self/limits. */
  limits: string;
  /** Relative to /dev. */
  devices: string[];
}

export const LIMITS_PATH = "/proc/self/limits";
export const DEVICES_PATH = "/dev";

/** Throws for a container that was not created. */
export function insideOf({ pod, container, run, record }: ContainerContext): ContainerInside {
  const memlock = run.containers[container.name]?.memlock;
  if (memlock === undefined) throw new Error(`Container ${container.name} of ${pod.metadata.name} was not created`);
  const spec = podSpecOf(pod).containers.find(({ name }) => name === container.name);
  const isPrivileged = spec?.securityContext?.privileged === true;
  const requested = spec === undefined ? {} : requestedResources({ containers: [spec] });
  return {
    limits: processLimits(memlock),
    devices: isPrivileged ? devicesOf(record) : givenDevices(record, requested),
  };
}

function devicesOf(record: NodeRecord): string[] {
  return Object.keys(kernelFiles(record)).flatMap((path) => (path.startsWith("dev/") ? [path.slice(4)] : []));
}

/** The RDMA shared plugin gives every container all of the node's InfiniBand devices. */
function givenDevices(record: NodeRecord, requested: ResourceCounts): string[] {
  const all = devicesOf(record);
  const gpus = all.filter((path) => path.startsWith("nvidia")).slice(0, requested["nvidia.com/gpu"] ?? 0);
  const { infinibandDevices } = record.spec.hardware;
  const uverbs = all.filter((path) => path.startsWith("infiniband/uverbs")).slice(0, infinibandDevices);
  return [...gpus, ...((requested["rdma/ib"] ?? 0) > 0 ? uverbs : [])];
}
