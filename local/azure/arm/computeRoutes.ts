/** Microsoft.Compute's reads: quotas by region, and the sizes that a subscription may buy. */
import { jsonResponse } from "../../world/wire.ts";
import { badRequest } from "./armError.ts";
import type { ArmWorld } from "./armWorld.ts";
import { requireSubscription } from "./lookups.ts";
import { usagesOf } from "./quota.ts";
import type { Route } from "./router.ts";
import type { SkuSetting } from "./settings.ts";
import { VM_SIZES, type VmSize } from "./vmSizes.ts";

const COMPUTE_TEMPLATE = "/subscriptions/{subscriptionId}/providers/Microsoft.Compute";

export function computeRoutes(arm: ArmWorld): Route[] {
  return [
    {
      method: "GET",
      template: `${COMPUTE_TEMPLATE}/locations/{location}/usages`,
      apiVersions: ["2026-04-01"],
      action: "Microsoft.Compute/locations/usages/read",
      bucket: "other",
      run(call) {
        const subscriptionId = call.parameter("subscriptionId");
        requireSubscription(arm, subscriptionId);
        const usages = usagesOf(arm, subscriptionId, call.parameter("location"));
        const value = usages.map(({ name, localizedName, used, limit }) => ({
          name: { value: name, localizedValue: localizedName },
          unit: "Count",
          currentValue: used,
          limit,
        }));
        return jsonResponse(200, { value });
      },
    },
    {
      method: "GET",
      template: `${COMPUTE_TEMPLATE}/skus`,
      apiVersions: ["2021-07-01"],
      queryNames: ["$filter"],
      action: "Microsoft.Compute/skus/read",
      bucket: "other",
      run(call) {
        requireSubscription(arm, call.parameter("subscriptionId"));
        const location = locationOf(call.query.get("$filter"));
        const offered = VM_SIZES.filter((size) => arm.settings.skus?.[size.name]?.offered !== false);
        return jsonResponse(200, {
          value: offered.map((size) => skuView(size, location, arm.settings.skus?.[size.name])),
        });
      },
    },
  ];
}

/** The service knows one filter, and its whole list is too long to be read without it. */
function locationOf(filter: string | null): string {
  const location = /^\s*location\s+eq\s+'([^']+)'\s*$/i.exec(filter ?? "")?.[1];
  if (location !== undefined) return location;
  throw badRequest("InvalidFilter", `The filter '${filter ?? ""}' is not supported; supported: location eq 'REGION'.`);
}

function skuView(size: VmSize, location: string, setting: SkuSetting = {}) {
  const capabilities = {
    vCPUs: String(size.vCpus),
    MemoryGB: String(size.memoryGb),
    HyperVGenerations: "V1,V2",
    ...(size.gpus > 0 ? { GPUs: String(size.gpus) } : {}),
    RdmaEnabled: size.infinibandDevices > 0 ? "True" : "False",
  };
  return {
    resourceType: "virtualMachines",
    name: size.name,
    tier: "Standard",
    size: size.size,
    family: size.family,
    locations: [location],
    locationInfo: [{ location, zones: setting.zones ?? ["1", "2", "3"], zoneDetails: [] }],
    capabilities: Object.entries(capabilities).map(([name, value]) => ({ name, value })),
    restrictions: restrictionsOf(location, setting),
  };
}

function restrictionsOf(location: string, { restricted, reasonCode = "NotAvailableForSubscription" }: SkuSetting) {
  if (restricted === undefined) return [];
  if (restricted === "all") {
    return [{ type: "Location", values: [location], restrictionInfo: { locations: [location] }, reasonCode }];
  }
  const restrictionInfo = { locations: [location], zones: restricted };
  return [{ type: "Zone", values: [location], restrictionInfo, reasonCode }];
}
