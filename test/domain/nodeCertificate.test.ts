/** When a node's certificate holds, is renewed, or has drifted; and what a run makes of all of them together. */
import { describe, expect, it } from "vitest";
import { assess, type Looked } from "../../src/domain/assessment.ts";
import { makeCertificate } from "../../src/domain/certificate.ts";
import type { Check, Level } from "../../src/domain/checks.ts";
import { type Look, type NodeCertificate, renewCertificate } from "../../src/domain/nodeCertificate.ts";
import type { NodeRecord } from "../../src/domain/record.ts";
import { aNode, someFacts } from "../support/nodes.ts";

const IMAGE = "kubernetes.azure.com/node-image-version";
const PREPARED: Look = { kind: "preparation", id: "p1", at: "2026-09-01T08:00:00.000Z" };
const TICKS = ["2026-09-02T06:00:00.000Z", "2026-09-02T12:00:00.000Z", "2026-09-02T18:00:00.000Z"] as const;
const tick = (index: 0 | 1 | 2): Look => ({ kind: "verification", id: `v${index}`, at: TICKS[index] });

const nri: Check = { name: "nriEffective", level: "L2", status: "failed", expected: "enabled", measured: "disabled" };
const busy: Check = {
  name: "gpusInPod",
  level: "L3",
  status: "unknown",
  expected: "-",
  measured: "-",
  reason: "in use",
};

/** What a run records of the node. */
function aRecord({
  image = "A",
  level = "L2",
  checks = [],
  at = PREPARED.at,
}: {
  image?: string;
  level?: Level;
  checks?: Check[];
  at?: string;
} = {}): NodeRecord {
  const node = aNode({ labels: { [IMAGE]: image } });
  const certificate = makeCertificate(node, someFacts(), "self-managed", level, at);
  const { uid } = certificate.parts;
  const verdict = checks.length === 0 ? "ready" : "notReady";
  return { name: "n1", uid, pool: "h100", level, verdict, certificate, checks };
}

const proven = renewCertificate(undefined, aRecord(), PREPARED);

describe("a node's certificate", () => {
  it("is renewed with the new fingerprint when the node passes after it has changed, which is no drift", () => {
    const renewed = renewCertificate(proven, aRecord({ image: "B", at: TICKS[0] }), tick(0));
    expect(renewed).toMatchObject({ state: "valid", changed: "node image A -> B" });
    expect(renewed.certificate).toMatchObject({ verifiedAt: TICKS[0], parts: { nodeImage: "B" } });
    expect(renewed.drift).toBeUndefined();
  });

  it("is stale when the node has changed and fails: drift, with what was, what is, since when and what else changed", () => {
    const drifted = renewCertificate(proven, aRecord({ image: "B", level: "L1", checks: [nri] }), tick(0));
    expect(drifted).toMatchObject({
      state: "stale",
      nodeImage: "B",
      certificate: proven.certificate,
      reason: "node image A -> B; nriEffective: disabled, expected enabled",
      drift: {
        subject: "node/n1",
        ...{ was: "nriEffective enabled", is: "nriEffective disabled", because: "node image A -> B" },
        ...{ since: TICKS[0], provenAt: PREPARED.at },
      },
    });
    const later = renewCertificate(drifted, aRecord({ image: "B", level: "L1", checks: [nri] }), tick(1));
    expect(later.drift?.since).toBe(TICKS[0]);
    expect(renewCertificate(later, aRecord({ image: "B" }), tick(2)).drift).toBeUndefined();
  });

  it("keeps the higher level that was proven on the very same machine, and loses it with the machine", () => {
    const three = renewCertificate(undefined, aRecord({ level: "L3" }), PREPARED);
    expect(renewCertificate(three, aRecord(), tick(0)).certificate?.level).toBe("L3");
    expect(renewCertificate(three, aRecord({ image: "B" }), tick(0)).certificate?.level).toBe("L2");
  });

  it("has not drifted where the node could only not be examined", () => {
    const unknown = renewCertificate(proven, aRecord({ checks: [busy] }), tick(0));
    expect(unknown).toMatchObject({ state: "unverified", reason: "could not be examined: gpusInPod, in use" });
    expect(unknown.drift).toBeUndefined();
  });

  it("of a node that was never right has not drifted, unless the node has come by itself since", () => {
    const never = renewCertificate(undefined, aRecord({ checks: [nri] }), PREPARED);
    expect(never).toMatchObject({ state: "unverified", changed: "new" });
    expect(renewCertificate(never, aRecord({ checks: [nri] }), tick(0)).drift).toBeUndefined();
    expect(renewCertificate(undefined, aRecord({ checks: [nri] }), tick(0)).drift).toMatchObject({ was: "not there" });
  });

  it("comes to the same when the same run is asked again", () => {
    const once = renewCertificate(proven, aRecord({ image: "B", checks: [nri] }), tick(0));
    expect(renewCertificate(once, aRecord({ image: "B", checks: [nri] }), tick(0))).toBe(once);
  });
});

describe("a run's assessment", () => {
  const looked: Looked = { ...tick(0), pools: ["h100"], complete: true, records: [], findings: [] };
  const other: NodeCertificate = { ...proven, name: "n2", pool: "other" };

  it("lets go of nodes that have left its pools, and keeps those of other pools", () => {
    expect(assess(looked, [proven, other], [])).toMatchObject({ left: ["n1"], certificates: [] });
  });

  it("lets go of nobody when a part of it could not look", () => {
    const { left, nodes } = assess({ ...looked, complete: false }, [proven, other], []);
    expect([left, nodes]).toEqual([[], { valid: 1, stale: 0, unverified: 0 }]);
  });

  it("tells a pool's drift since the first verification that saw it", () => {
    const gone = { code: "PoolFailed", severity: "fail", subject: "pool/h100", found: "absent", action: "x" } as const;
    const first = assess({ ...looked, findings: [gone] }, [], []).drift;
    expect(first).toMatchObject([{ subject: "pool/h100", is: "absent", since: TICKS[0] }]);
    expect(assess({ ...looked, ...tick(1), findings: [gone] }, [], first).drift).toMatchObject([{ since: TICKS[0] }]);
    expect(assess({ ...looked, ...PREPARED, findings: [gone] }, [], []).drift).toEqual([]);
  });
});
