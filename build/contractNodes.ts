/** Takes back what a run of the contract suite has done to nodes and did not take back itself. */
import { cordonMark } from "../test/contract/support/names.ts";
import type { Wire } from "../test/contract/support/wire.ts";

interface Taint {
  key: string;
}

interface Node {
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: { taints?: Taint[]; unschedulable?: boolean };
  status: { capacity?: Record<string, string>; allocatable?: Record<string, string> };
}

export async function restoreNodes(wire: Wire, suffix: string): Promise<void> {
  const { body } = await wire.send<{ items: Node[] }>("GET", "/api/v1/nodes");
  for (const node of body.items) {
    const path = `/api/v1/nodes/${node.metadata.name}`;
    await patch(wire, path, objectChanges(node, suffix));
    await patch(wire, `${path}/status`, statusChanges(node, suffix));
  }
}

/** undefined: there is nothing to take back. */
function objectChanges({ metadata, spec }: Node, suffix: string): object | undefined {
  const labels = removals(metadata.labels, suffix);
  const annotations = removals(metadata.annotations, suffix);
  const taints = spec.taints?.filter(({ key }) => !key.endsWith(suffix));
  const isTainted = taints?.length !== spec.taints?.length;
  const isCordoned = metadata.annotations?.[cordonMark(suffix)] !== undefined;
  if (labels === undefined && annotations === undefined && !isTainted) return undefined;
  const cordon = isCordoned ? { unschedulable: null } : {};
  return { metadata: { labels, annotations }, spec: { ...cordon, ...(isTainted ? { taints } : {}) } };
}

function statusChanges({ status }: Node, suffix: string): object | undefined {
  const capacity = removals(status.capacity, suffix);
  const allocatable = removals(status.allocatable, suffix);
  return capacity === undefined && allocatable === undefined ? undefined : { status: { capacity, allocatable } };
}

function removals(map: Record<string, string> | undefined, suffix: string): Record<string, null> | undefined {
  const keys = Object.keys(map ?? {}).filter((key) => key.endsWith(suffix));
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key) => [key, null]));
}

async function patch(wire: Wire, path: string, body: object | undefined): Promise<void> {
  if (body !== undefined) await wire.send("PATCH", path, { body, contentType: "application/merge-patch+json" });
}
