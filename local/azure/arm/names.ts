/** Names that Azure makes up, derived from what they name, so that the same world always gets the same ones. */
import { createHash } from "node:crypto";

/** Looks like a GUID; the same text gives the same one. */
export function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `aks-<pool>-<8 digits of the cluster>-vmss<6 digits in base 36>`: how a scale set names its machines. */
export function nodeNameOf(cluster: string, pool: string, index: number): string {
  const digits = createHash("sha256").update(cluster).digest().readUInt32BE(0) % 100_000_000;
  return `aks-${pool}-${String(digits).padStart(8, "0")}-vmss${index.toString(36).padStart(6, "0")}`;
}
