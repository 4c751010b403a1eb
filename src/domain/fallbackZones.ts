/** Where a pool may be tried for which its own zone has no capacity: only what the region sells to the subscription. */
import type { SizeOffer } from "./computeLimits.ts";
import type { PoolPlanning } from "./plannedPool.ts";

/** Pools that this run creates, with zones of their own; a pool without zones is placed by Azure, and a pool that exists stays where it is. */
export function withFallbackZones(planning: PoolPlanning, offers: readonly SizeOffer[] | undefined): PoolPlanning {
  const { planned } = planning;
  const { spec, action } = planned;
  const offer = offers?.find(({ vmSize }) => vmSize.toLowerCase() === spec.vmSize.toLowerCase());
  if (action !== "create" || spec.zones.length === 0 || offer === undefined) return planning;
  const isRestricted = (zone: string) =>
    offer.restrictions.some(({ zones }) => zones === undefined || zones.includes(zone));
  const fallbackZones = offer.zones.filter((zone) => !spec.zones.includes(zone) && !isRestricted(zone)).toSorted();
  return fallbackZones.length === 0 ? planning : { ...planning, planned: { ...planned, fallbackZones } };
}
