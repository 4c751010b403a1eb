/** Nodes of which an earlier run's proof does not hold any more, or that came without one. The run that is planned proves them. */
import type { Finding } from "../findings.ts";
import type { NodeView } from "../inventory.ts";
import { namesOf } from "../nodeNames.ts";

/** A warning for each pool and reason. Nodes of pools that no run has proven before have no lapse: they are simply new. */
export function certificateFindings(nodes: readonly NodeView[] | undefined): Finding[] {
  const groups = new Map<string, NodeView[]>();
  for (const node of nodes ?? []) {
    if (node.lapse === undefined) continue;
    const key = JSON.stringify([node.pool, node.lapse]);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return [...groups.keys()].toSorted().flatMap((key) => findingOf(groups.get(key) ?? []));
}

function findingOf(nodes: readonly NodeView[]): Finding[] {
  const [first] = nodes;
  if (first?.lapse === undefined) return [];
  const { pool, lapse } = first;
  const names = namesOf(nodes);
  if (lapse.kind === "uncertified") {
    return [
      {
        code: "NodeUnverified",
        severity: "warn",
        subject: `pool/${pool}`,
        found: `nodes without a certificate, which the last run that proved this pool did not see or could not examine: ${names}`,
        action: "None: this run prepares and proves them. Until then keep llm-d's workloads off them.",
      },
    ];
  }
  return [
    {
      code: "CertificateStale",
      severity: "warn",
      subject: `pool/${pool}`,
      found: `nodes that are not what was proven (${lapse.changed}): ${names}`,
      action:
        "None: this run proves them again. Find out who changed them when that was not you, and prepare the cluster again whenever it happens.",
    },
  ];
}
