/** What a verification tells of certificates: nodes that are not what was proven, and nodes that came without one. */
import type { Finding } from "./findings.ts";
import type { NodeCertificate } from "./nodeCertificate.ts";
import { namesOf } from "./nodeNames.ts";

/** A warning for each pool and reason. `run`: the verification; what others have seen is no news of it. */
export function certificateNews(certificates: readonly NodeCertificate[], run: string): Finding[] {
  const groups = new Map<string, NodeCertificate[]>();
  for (const certificate of certificates) {
    const { pool, state, changed } = certificate;
    const isNews = certificate.run === run && (changed !== undefined || state === "stale");
    if (!isNews) continue;
    const key = JSON.stringify([pool, state, changed]);
    groups.set(key, [...(groups.get(key) ?? []), certificate]);
  }
  return [...groups.keys()].toSorted().flatMap((key) => findingOf(groups.get(key) ?? []));
}

function findingOf(nodes: readonly NodeCertificate[]): Finding[] {
  const [first] = nodes;
  if (first === undefined) return [];
  const { pool, state, changed } = first;
  const names = namesOf(nodes);
  const finding = { severity: "warn" as const, subject: `pool/${pool}` };
  if (changed === "new") {
    return [{ ...finding, code: "NodeUnverified", ...(state === "valid" ? cameInOrder(names) : cameOtherwise(names)) }];
  }
  return [{ ...finding, code: "CertificateStale", ...(state === "valid" ? renewed : lapsed)(names, changed) }];
}

type Words = Pick<Finding, "found" | "action">;

function cameInOrder(names: string): Words {
  return {
    found: `nodes that came without a certificate, and pass every check: ${names}`,
    action: "None: they have their certificate now.",
  };
}

function cameOtherwise(names: string): Words {
  return {
    found: `nodes without a certificate, that do not pass: ${names}`,
    action:
      "Prepare the cluster again (POST /api/preparations/{id}/retry); until then keep llm-d's workloads off them.",
  };
}

function renewed(names: string, changed?: string): Words {
  return {
    found: `nodes that changed since they were proven, and pass every check as they are now (${changed}): ${names}`,
    action: "None: their certificates are renewed. Find out who changed them when that was not you.",
  };
}

function lapsed(names: string, changed = "nothing that a certificate names has changed"): Words {
  return {
    found: `nodes that are not what was proven, and do not pass (${changed}): ${names}`,
    action: "Do what the nodes' own findings say, or prepare the cluster again.",
  };
}
