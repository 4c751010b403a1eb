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

/** The plugin cannot read the annotation: containerd does not create the container. */
export class AnnotationRefused extends Error {}

export const CONTAINERD_LIMIT: MemlockLimit = { soft: "65536", hard: "8388608" };
const RLIM_INFINITY = 2n ** 64n - 1n;

/** The present key first, then the one it replaced. */
const ANNOTATIONS = ["ulimits.noderesource.dev/container.", "ulimits.nri.containerd.io/container."];

/** `adjusted`: whether the plugin hears of the container's creation; asked only when an annotation wants it. Throws `AnnotationRefused`. */
export function memlockOf(pod: KubeObject, container: string, adjusted: () => boolean): MemlockLimit {
  const annotations = pod.metadata.annotations ?? {};
  const text = ANNOTATIONS.map((key) => annotations[key + container]).find((value) => value !== undefined);
  if (text === undefined || text === "" || !adjusted()) return CONTAINERD_LIMIT;
  const requested = (parse(text, { intAsBigInt: true }) as Record<string, unknown>[]).map(readLimit);
  return requested.find(({ type }) => type === "MEMLOCK")?.limit ?? CONTAINERD_LIMIT;
}

function readLimit({ type, ...limits }: Record<string, unknown>): { type: string; limit: MemlockLimit } {
  const [soft, hard] = [unsigned(limits, "soft"), unsigned(limits, "hard")];
  if (hard < soft) throw new AnnotationRefused(`ulimit "${String(type)}" must have hard limit >= soft limit`);
  const name = String(type).toUpperCase();
  return { type: name.replace(/^RLIMIT_/, ""), limit: { soft: shown(soft), hard: shown(hard) } };
}

/** As the plugin's Go reads it. */
function unsigned(limits: Record<string, unknown>, key: string): bigint {
  const value = limits[key] ?? 0n;
  if (typeof value === "bigint" && value >= 0n && value <= RLIM_INFINITY) return value;
  const what = typeof value === "bigint" ? `number ${value}` : typeof value;
  throw new AnnotationRefused(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${what} into Go struct field ulimit.${key} of type uint64`,
  );
}

function shown(limit: bigint): string {
  return limit === RLIM_INFINITY ? "unlimited" : String(limit);
}

/** Whether the node's ulimit adjuster is there to hear of a new container. */
export function isAdjusted(record: NodeRecord, { store }: Cluster): boolean {
  if (!record.machine.nriListening) return false;
  const { droppedPlugins = [] } = record.machine;
  const pods = store.list("v1/Pod", { nodeName: record.spec.name });
  const connected = pods.filter((pod) => isPodReady(pod) && !droppedPlugins.includes(pod.metadata.uid));
  return connected.some((pod) => podSpec(pod).containers.some(isAdjuster));
}

export function isAdjuster({ image }: Pick<ContainerSpec, "image">): boolean {
  return image.includes("/ulimit-adjuster");
}
