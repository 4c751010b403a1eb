/**
 * AKSInfinibandSupport, a preview feature of the subscription: InfiniBand works on nodes that were created while it was
 * registered (peers.md, section 4, 14). Registering takes Azure some 15 minutes and stays.
 */
import { type Catalog, findSize } from "./catalog.ts";
import type { NewNodes } from "./preflight/newNodes.ts";

export const INFINIBAND_FEATURE = "AKSInfinibandSupport";

/** What a run does about it before it creates node pools. */
export type FeatureAction = "register" | "await";

/** `state`: undefined when no new node needs it. Undefined: nothing, or a finding blocks the plan. */
export function planFeature(state: string | undefined, mayRegister: boolean): FeatureAction | undefined {
  const standing = state === undefined ? "registered" : featureStanding(state);
  if (standing === "underway") return "await";
  return standing === "absent" && mayRegister ? "register" : undefined;
}

export type FeatureStanding =
  | "registered"
  /** Asked for already, by whomever. */
  | "underway"
  | "absent";

export function featureStanding(state: string): FeatureStanding {
  if (state === "Registered") return "registered";
  return state === "Registering" || state === "Pending" ? "underway" : "absent";
}

export function needsInfiniband(newNodes: readonly NewNodes[], catalog: Catalog): boolean {
  return newNodes.some(({ vmSize }) => (findSize(catalog, vmSize)?.rdma ?? 0) > 0);
}
