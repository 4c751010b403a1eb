/** What a plan says of nodes whose proof does not hold any more. */
import { describe, expect, it } from "vitest";
import { makeCertificate, type VisibleParts } from "../../../src/domain/certificate.ts";
import type { NodeView } from "../../../src/domain/inventory.ts";
import { lapseOf } from "../../../src/domain/nodeLapse.ts";
import type { NodeRecord } from "../../../src/domain/record.ts";
import { aNode, someFacts } from "../../support/nodes.ts";
import { aPlan, inventoryAfter } from "../../support/plans.ts";
import { aRequest } from "../../support/requests.ts";

const certificate = makeCertificate(aNode(), someFacts(), "self-managed", "L2", "2026-11-24T10:00:00.000Z");
const record: NodeRecord = {
  ...{ name: "aks-h100-0", uid: "uid-0", pool: "h100", level: "L2", verdict: "ready", certificate, checks: [] },
};
const same: VisibleParts = certificate.parts;

describe("a node against its certificate", () => {
  it("has no lapse while it is what was certified, ready or not", () => {
    expect(lapseOf(same, record)).toBeUndefined();
    expect(lapseOf(same, { ...record, verdict: "notReady" })).toBeUndefined();
  });

  it.each<[string, Partial<VisibleParts>, string]>([
    ["rebooted", { bootId: "boot-1" }, "boot id"],
    ["replaced", { uid: "uid-1", bootId: "boot-1" }, "replaced"],
    ["given another image", { bootId: "boot-1", nodeImage: "b", kernel: "6" }, "boot id, node image a -> b"],
    ["given another kernel", { bootId: "boot-1", kernel: "6" }, "boot id, kernel 5 -> 6"],
  ])("that was %s is stale", (_what, changes, changed) => {
    const parts = { ...certificate.parts, nodeImage: "a", kernel: "5" };
    const before = { ...record, certificate: { ...certificate, parts } };
    expect(lapseOf({ ...parts, ...changes }, before)).toEqual({ kind: "stale", changed });
  });

  it("without one is uncertified", () => {
    const { certificate: _none, ...unexamined } = record;
    expect([lapseOf(same, undefined), lapseOf(same, unexamined)]).toEqual([
      { kind: "uncertified" },
      { kind: "uncertified" },
    ]);
  });
});

describe("the plan of a prepared cluster", () => {
  const prepared = inventoryAfter(aPlan());
  const planWith = (nodes: NodeView[]) => aPlan(aRequest(), { ...prepared, nodes });
  const lapsed = (index: number, lapse: NonNullable<NodeView["lapse"]>): NodeView => {
    return { name: `aks-h100-${String(index).padStart(2, "0")}`, pool: "h100", proven: false, lapse };
  };

  it("says nothing of nodes that are as they were proven, or of pools that no run has looked at", () => {
    expect(aPlan(aRequest(), prepared).findings).toEqual([]);
    expect(planWith([{ name: "aks-h100-00", pool: "h100", proven: false }]).findings).toEqual([]);
  });

  it("warns once for each pool and reason, and goes on", () => {
    const rebooted = { kind: "stale", changed: "boot id" } as const;
    const { findings } = planWith([
      lapsed(0, rebooted),
      lapsed(1, { kind: "uncertified" }),
      lapsed(2, { kind: "stale", changed: "replaced" }),
      lapsed(3, rebooted),
      { ...lapsed(4, rebooted), pool: "a100" },
    ]);
    expect(findings.map(({ code, severity, subject }) => `${code} ${severity} ${subject}`).toSorted()).toEqual([
      "CertificateStale warn pool/a100",
      "CertificateStale warn pool/h100",
      "CertificateStale warn pool/h100",
      "NodeUnverified warn pool/h100",
    ]);
    expect(findings.map(({ found }) => found).join("\n")).toContain("(boot id): aks-h100-00, aks-h100-03");
  });

  it("names at most ten nodes, and counts the rest", () => {
    const [finding] = planWith(
      Array.from({ length: 12 }, (_, index) => lapsed(index, { kind: "uncertified" })),
    ).findings;
    expect(finding?.found).toMatch(/aks-h100-00.*aks-h100-09, and 2 more$/);
    expect(finding?.found).not.toContain("aks-h100-10");
  });
});
