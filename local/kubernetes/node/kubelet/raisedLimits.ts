/** The locked-memory limit that a container gets: containerd's own, or what its pod's annotation asks of the NRI plugin. */
import { parse } from "yaml";
import type { Cluster, KubeObject } from "../../cluster.ts";
import { isPodReady } from "../../store/objectParts.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import { type ContainerSpec, podSpec } from "./podShape.ts";

export interface MemlockLimit {
  /** Bytes, or "unlimited". */
  soft: string;
  hard: string;
}

const CONTAINERD_LIMIT: MemlockLimit = { soft: "65536", hard: "8388608" };

/** The present key first, then the one it replaced. */
const ANNOTATIONS = ["ulimits.noderesource.dev/container.", "ulimits.nri.containerd.io/container."];

interface RequestedLimit {
  type: string;
  soft: number | string;
  hard: number | string;
}

/** `adjusted`: whether the plugin hears of the container's creation; asked only when an annotation wants it. */
export function memlockOf(pod: KubeObject, container: string, adjusted: () => boolean): MemlockLimit {
  const annotations = pod.metadata.annotations ?? {};
  const text = ANNOTATIONS.map((key) => annotations[key + container]).find((value) => value !== undefined);
  const requested = text === undefined ? [] : (parse(text) as RequestedLimit[]);
  const memlock = requested.find(({ type }) => ["memlock", "RLIMIT_MEMLOCK"].includes(type));
  if (memlock === undefined || !adjusted()) return CONTAINERD_LIMIT;
  return { soft: String(memlock.soft), hard: String(memlock.hard) };
}

/** Whether the node's ulimit adjuster is there to hear of a new container. */
export function isAdjusted(record: NodeRecord, { store }: Cluster): boolean {
  if (!record.machine.nriListening) return false;
  const pods = store.list("v1/Pod", { nodeName: record.spec.name });
  return pods.some((pod) => isPodReady(pod) && podSpec(pod).containers.some(isAdjuster));
}

export function isAdjuster({ image }: Pick<ContainerSpec, "image">): boolean {
  return image.includes("/ulimit-adjuster");
}
