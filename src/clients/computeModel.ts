/** Between Microsoft.Compute's lists and ours. Pure; throws for an answer in another shape than the documented one. */
import * as z from "zod";
import type { SizeOffer, VcpuQuota } from "../domain/computeLimits.ts";
import { inShape } from "./answerShape.ts";

/** Disks, snapshots and hosts are in the same list, with members of their own. */
const anySku = z.looseObject({ resourceType: z.string(), name: z.string() });

const sizeSku = z.object({
  name: z.string(),
  family: z.string().min(1),
  locationInfo: z.array(z.object({ location: z.string(), zones: z.array(z.string()).nullish() })),
  capabilities: z.array(z.object({ name: z.string(), value: z.string() })),
  restrictions: z
    .array(
      z.object({
        type: z.enum(["Location", "Zone"]),
        restrictionInfo: z.object({ zones: z.array(z.string()).nullish() }).nullish(),
        reasonCode: z.string(),
      }),
    )
    .nullish(),
});

type SizeSku = z.infer<typeof sizeSku>;

/** `skus`: of one region. */
export function toSizeOffers(skus: readonly unknown[], vmSizes: readonly string[]): SizeOffer[] {
  const wanted = new Set(vmSizes.map((name) => name.toLowerCase()));
  return inShape(z.array(anySku), skus)
    .filter(({ resourceType, name }) => resourceType === "virtualMachines" && wanted.has(name.toLowerCase()))
    .map((sku) => toSizeOffer(inShape(sizeSku, sku)));
}

function toSizeOffer({ name, family, locationInfo, capabilities, restrictions }: SizeSku): SizeOffer {
  return {
    vmSize: name,
    family,
    vCpus: vCpusOf(name, capabilities),
    zones: locationInfo.flatMap(({ zones }) => zones ?? []).toSorted(),
    restrictions: (restrictions ?? []).map(({ type, restrictionInfo, reasonCode }) =>
      type === "Location" ? { reasonCode } : { reasonCode, zones: restrictionInfo?.zones ?? [] },
    ),
  };
}

function vCpusOf(vmSize: string, capabilities: SizeSku["capabilities"]): number {
  const text = capabilities.find(({ name }) => name === "vCPUs")?.value ?? "";
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`the answer does not tell how many vCPUs ${vmSize} has: "${text}"`);
}

const usage = z.object({ name: z.object({ value: z.string() }), currentValue: z.number(), limit: z.number() });

export function toVcpuQuotas(usages: readonly unknown[]): VcpuQuota[] {
  return inShape(z.array(usage), usages).map(({ name, currentValue, limit }) => ({
    name: name.value,
    used: currentValue,
    limit,
  }));
}
