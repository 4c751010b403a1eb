/** A request as it stands in the form: text as typed. What is left empty is left out, so that the API's defaults hold. */

export interface PoolDraft {
  key: number;
  name: string;
  vmSize: string;
  count: string;
  osSku: string;
  taints: string;
  min: string;
  max: string;
}

export interface Draft {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  profile: string;
  pools: PoolDraft[];
  wellLitPaths: string[];
  versionSet: string;
  level: string;
  maxUnavailable: string;
  gate: boolean;
  registerFeature: boolean;
  zoneFallback: boolean;
  registryPrefix: string;
  reverify: boolean;
  repair: boolean;
}

export const EMPTY_DRAFT: Draft = {
  subscriptionId: "",
  resourceGroup: "",
  name: "",
  profile: "self-managed",
  pools: [],
  wellLitPaths: [],
  versionSet: "",
  level: "L2",
  maxUnavailable: "",
  gate: false,
  registerFeature: false,
  zoneFallback: false,
  registryPrefix: "",
  reverify: false,
  repair: false,
};

export function emptyPool(key: number, vmSize: string): PoolDraft {
  return { key, name: "", vmSize, count: "1", osSku: "Ubuntu", taints: "sku=gpu:NoSchedule", min: "", max: "" };
}

/** The body of POST /api/plans. Numbers that are none are sent as typed: the API says what it expects. */
export function requestOf(draft: Draft): Record<string, unknown> {
  const { subscriptionId, resourceGroup, name } = draft;
  return {
    cluster: { subscriptionId: subscriptionId.trim(), resourceGroup: resourceGroup.trim(), name: name.trim() },
    profile: draft.profile,
    ...(draft.pools.length === 0 ? {} : { nodePools: draft.pools.map(poolOf) }),
    ...(draft.wellLitPaths.length === 0 ? {} : { wellLitPaths: draft.wellLitPaths }),
    ...(draft.versionSet === "" ? {} : { versions: { set: draft.versionSet } }),
    ...(draft.registryPrefix.trim() === "" ? {} : { registry: { prefix: draft.registryPrefix.trim() } }),
    ...(draft.maxUnavailable.trim() === "" ? {} : { rollout: { maxUnavailable: numberOrText(draft.maxUnavailable) } }),
    verify: { level: draft.level },
    ...(draft.gate ? { gate: true } : {}),
    ...allowOf(draft),
    ...scheduleOf(draft),
  };
}

function poolOf({ name, vmSize, count, osSku, taints, min, max }: PoolDraft): Record<string, unknown> {
  const listed = taints.split(/[\s,]+/).filter((taint) => taint !== "");
  const isScaled = min.trim() !== "" || max.trim() !== "";
  return {
    ...{ name: name.trim(), vmSize, count: numberOrText(count), osSku },
    ...(listed.length === 0 ? {} : { taints: listed }),
    ...(isScaled ? { autoscale: { min: numberOrText(min), max: numberOrText(max) } } : {}),
  };
}

function allowOf({ registerFeature, zoneFallback }: Draft): Record<string, unknown> {
  return registerFeature || zoneFallback ? { allow: { registerFeature, zoneFallback } } : {};
}

function scheduleOf({ reverify, repair }: Draft): Record<string, unknown> {
  return reverify ? { schedule: { reverify, repair: repair ? "auto" : "none" } } : {};
}

function numberOrText(text: string): number | string {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : text.trim();
}
