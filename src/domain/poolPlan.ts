/** What a requested pool needs, given the pool of that name that may exist: create, update, nothing, or a person. */
import type { Finding } from "./findings.ts";
import type { NodePoolSpec, NodePoolView } from "./nodePool.ts";

export type PoolAction = "create" | "update" | "none";

export interface PoolDecision {
  action: PoolAction;
  /** The whole pool as it shall be: what was asked, on top of what others set. Never fewer nodes than there are. */
  spec: NodePoolSpec;
  findings: Finding[];
}

export function planPool(wanted: NodePoolSpec, existing: NodePoolView | undefined): PoolDecision {
  if (existing === undefined) return { action: "create", spec: wanted, findings: [] };
  const findings = immutableMismatches(wanted, existing);
  const spec = mergePool(wanted, existing);
  const unchanged = sameSettings(spec, existing) && existing.provisioningState !== "Failed";
  return { action: unchanged ? "none" : "update", spec, findings };
}

/** AKS replaces the maps it is sent: labels and taints of others must be sent back. */
function mergePool(wanted: NodePoolSpec, existing: NodePoolView): NodePoolSpec {
  const autoscale = wanted.autoscale ?? existing.autoscale;
  return {
    ...wanted,
    count: Math.max(wanted.count, existing.count),
    zones: existing.zones,
    labels: { ...existing.labels, ...wanted.labels },
    taints: [...new Set([...existing.taints, ...wanted.taints])],
    ...(autoscale === undefined ? {} : { autoscale }),
  };
}

function sameSettings(spec: NodePoolSpec, existing: NodePoolView): boolean {
  return (
    spec.count === existing.count &&
    sameMembers(spec.taints, existing.taints) &&
    sameMembers(entriesOf(spec.labels), entriesOf(existing.labels)) &&
    spec.autoscale?.min === existing.autoscale?.min &&
    spec.autoscale?.max === existing.autoscale?.max
  );
}

function immutableMismatches(wanted: NodePoolSpec, existing: NodePoolView): Finding[] {
  const differences: [string, string, string][] = [
    ["size", wanted.vmSize, existing.vmSize],
    ["driver", wanted.driver, existing.driver ?? "Install"],
    ["OS", wanted.osSku, existing.osSku],
    [
      "zones",
      wanted.zones.join(", ") || "any",
      wanted.zones.length === 0 ? "any" : existing.zones.join(", ") || "none",
    ],
  ];
  return differences
    .filter(
      ([what, asked, found]) =>
        asked.toLowerCase() !== found.toLowerCase() &&
        !(what === "OS" && wanted.osSku === "Ubuntu" && found.startsWith("Ubuntu")),
    )
    .map(([what, asked, found]) => ({
      code: "PoolImmutableMismatch",
      severity: "block",
      subject: `pool/${wanted.name}`,
      found: `the pool exists with ${what} ${found}; asked for ${asked}, which cannot be changed after creation`,
      action: `Ask for ${what} ${found}, choose another pool name, or delete the pool first.`,
    }));
}

function entriesOf(map: Record<string, string>): string[] {
  return Object.entries(map).map(([key, value]) => `${key}=${value}`);
}

function sameMembers(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((member) => right.includes(member));
}
