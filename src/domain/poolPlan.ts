/** What a requested pool needs, given the pool of that name that may exist: create, update, nothing, or a person. */
import type { Finding } from "./findings.ts";
import type { NodePoolSpec, NodePoolView, OsSku } from "./nodePool.ts";
import { taintIdentity } from "./tolerations.ts";

export type PoolAction = "create" | "update" | "none";

export interface PoolDecision {
  action: PoolAction;
  /** The whole pool as it shall be: what was asked, on top of what others set. Never fewer nodes than there are. */
  spec: NodePoolSpec;
  findings: Finding[];
}

export function planPool(wanted: NodePoolSpec, existing: NodePoolView | undefined): PoolDecision {
  if (existing === undefined) return { action: "create", spec: wanted, findings: [] };
  const findings = [
    ...immutableMismatches(wanted, existing),
    ...taintConflicts(wanted, existing),
    ...autoscalerConflicts(wanted, existing),
  ];
  const spec = mergePool(wanted, existing);
  const unchanged = sameSettings(spec, existing) && !UNFINISHED.includes(existing.provisioningState);
  return { action: unchanged ? "none" : "update", spec, findings };
}

/** The pool must be asked for again, even if its settings are right; one that is being deleted, when it is gone. */
const UNFINISHED = ["Failed", "Canceled", "Deleting"];

/** AKS replaces the maps it is sent: labels and taints of others must be sent back. */
function mergePool(wanted: NodePoolSpec, existing: NodePoolView): NodePoolSpec {
  const autoscale = wanted.autoscale ?? existing.autoscale;
  return {
    ...wanted,
    count: countOf(wanted, existing),
    zones: existing.zones,
    labels: { ...existing.labels, ...wanted.labels },
    taints: [...new Set([...existing.taints, ...wanted.taints])],
    ...(wanted.initializationTaints === undefined
      ? {}
      : {
          initializationTaints: [
            ...new Set([...(existing.initializationTaints ?? []), ...wanted.initializationTaints]),
          ],
        }),
    ...(autoscale === undefined ? {} : { autoscale }),
  };
}

/** Where there is an autoscaler, the number of nodes is its own to choose, but for the least that is asked for. */
function countOf({ count, autoscale }: NodePoolSpec, existing: NodePoolView): number {
  if (existing.autoscale === undefined) return Math.max(count, existing.count);
  return Math.max(autoscale?.min ?? 0, existing.count);
}

function sameSettings(spec: NodePoolSpec, existing: NodePoolView): boolean {
  return (
    spec.count === existing.count &&
    sameMembers(spec.taints, existing.taints) &&
    isGatedAsAsked(spec, existing) &&
    sameMembers(entriesOf(spec.labels), entriesOf(existing.labels)) &&
    spec.autoscale?.min === existing.autoscale?.min &&
    spec.autoscale?.max === existing.autoscale?.max
  );
}

/** What was not asked for or not read is not compared. */
function isGatedAsAsked({ initializationTaints: wanted }: NodePoolSpec, { initializationTaints: found }: NodePoolView) {
  return wanted === undefined || found === undefined || sameMembers(wanted, found);
}

function immutableMismatches(wanted: NodePoolSpec, existing: NodePoolView): Finding[] {
  const differences: { what: string; asked: string; found: string; same?: boolean }[] = [
    { what: "size", asked: wanted.vmSize, found: existing.vmSize },
    { what: "driver", asked: wanted.driver, found: existing.driver ?? "Install" },
    { what: "OS", asked: wanted.osSku, found: existing.osSku, same: isSameOs(wanted.osSku, existing) },
    {
      what: "zones",
      asked: wanted.zones.toSorted().join(", "),
      found: existing.zones.toSorted().join(", ") || "none",
      same: wanted.zones.length === 0,
    },
  ];
  return differences
    .filter(({ asked, found, same }) => same !== true && asked.toLowerCase() !== found.toLowerCase())
    .map(({ what, asked, found }) =>
      mismatch(
        wanted,
        `the pool exists with ${what} ${found}; asked for ${asked}, which cannot be changed after creation`,
        `Ask for ${what} ${found}, choose another pool name, or delete the pool first.`,
      ),
    );
}

/** "Ubuntu" asks for no release; in a pool it stands for the default one of its Kubernetes version. */
function isSameOs(asked: OsSku, { osSku, kubernetesVersion }: NodePoolView): boolean {
  if (asked === "Ubuntu") return osSku.startsWith("Ubuntu");
  const minor = /^1\.(\d+)/.exec(kubernetesVersion ?? "")?.[1];
  if (osSku !== "Ubuntu" || minor === undefined) return asked === osSku;
  return asked === (Number(minor) >= FIRST_MINOR_WITH_2404 ? "Ubuntu2404" : "Ubuntu2204");
}

/** facts-azure-kubernetes.md, section C. */
const FIRST_MINOR_WITH_2404 = 35;

/** A node holds one value for each key and effect: adding another is refused by Kubernetes. */
function taintConflicts(wanted: NodePoolSpec, existing: NodePoolView): Finding[] {
  return wanted.taints.flatMap((asked) => {
    const found = existing.taints.find((taint) => taint !== asked && taintIdentity(taint) === taintIdentity(asked));
    if (found === undefined) return [];
    return [
      mismatch(
        wanted,
        `the pool has the taint ${found}; asked for ${asked}, which a node cannot have beside it`,
        `Ask for ${found}, or remove it from the pool first (az aks nodepool update --node-taints).`,
      ),
    ];
  });
}

/** No node is taken away, and none is promised that the autoscaler may take away again. */
function autoscalerConflicts(wanted: NodePoolSpec, { autoscale, count }: NodePoolView): Finding[] {
  if (wanted.autoscale !== undefined) return wanted.autoscale.max < count ? [tooManyNodes(wanted, count)] : [];
  if (autoscale === undefined || count >= wanted.count) return [];
  return [
    mismatch(
      wanted,
      `the pool's autoscaler (${autoscale.min} to ${autoscale.max}) keeps ${count} nodes; asked for ${wanted.count}`,
      `Ask for autoscale with a min of ${wanted.count}, or turn the autoscaler off first (az aks nodepool update --disable-cluster-autoscaler).`,
    ),
  ];
}

function tooManyNodes(wanted: NodePoolSpec, count: number): Finding {
  return mismatch(
    wanted,
    `the pool has ${count} nodes; asked for an autoscaler that keeps at most ${wanted.autoscale?.max}, which would take some of them away`,
    `Ask for autoscale with a max of at least ${count}, or take nodes out yourself first: a preparation never does.`,
  );
}

function mismatch({ name }: NodePoolSpec, found: string, action: string): Finding {
  return { code: "PoolImmutableMismatch", severity: "block", subject: `pool/${name}`, found, action };
}

function entriesOf(map: Record<string, string>): string[] {
  return Object.entries(map).map(([key, value]) => `${key}=${value}`);
}

function sameMembers(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((member) => right.includes(member));
}
