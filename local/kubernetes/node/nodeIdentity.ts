/** Ids and addresses of a machine, made from its name alone so that the same scenario tells the same story. */
import { createHash } from "node:crypto";
import type { NodeSpec } from "../nodeProvisioner.ts";

export function bootIdOf(nodeUid: string, boots: number): string {
  return uuidOf(`${nodeUid} boot ${boots}`);
}

export function machineIdOf({ name }: NodeSpec): string {
  return uuidOf(`machine ${name}`).replaceAll("-", "");
}

export function systemUuidOf({ name }: NodeSpec): string {
  return uuidOf(`system ${name}`);
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

export function nodeAddress(ordinal: number): string {
  return `10.224.${(ordinal >> 8) & 255}.${4 + (ordinal % 251)}`;
}

/** `aks-h100-12345678-vmss00000a` is instance 10 of its scale set: AKS writes it in base 36. */
export function providerId(spec: NodeSpec): string {
  const [, scaleSet = spec.name, instance = "0"] = /^(.*-vmss)([0-9a-z]{6})$/.exec(spec.name) ?? [];
  return [
    `azure:///subscriptions/${spec.subscriptionId}/resourceGroups/${spec.resourceGroup.toLowerCase()}`,
    `providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}/virtualMachines/${Number.parseInt(instance, 36)}`,
  ].join("/");
}
