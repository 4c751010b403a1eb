/** The taint that keeps workloads off unprepared nodes: who has it, who loses it, and that no other taint is lost with it. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  GATE_TAINT,
  isGated,
  isOpenedBy,
  keptGates,
  openedNode,
  reasonToKeep,
  withoutGate,
} from "../../src/domain/gate.ts";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import type { NodeRecord } from "../../src/domain/record.ts";
import { parseTaint, tolerationsFor } from "../../src/domain/tolerations.ts";
import { aNode } from "../support/nodes.ts";

const GATE = parseTaint(GATE_TAINT);
const OTHER = { key: "team", value: "x", effect: "NoExecute" };

function gatedNode(taints: object[] = [OTHER, GATE]): KubernetesObject {
  const node = aNode();
  return { ...node, metadata: { ...node.metadata, resourceVersion: "7" }, spec: { providerID: "azure://1", taints } };
}

function evidence(changes: Partial<NodeRecord> = {}): NodeRecord {
  const { name, uid = "" } = aNode().metadata;
  return { name, uid, pool: "h100", level: "L2", verdict: "ready", checks: [], ...changes };
}

describe("a gated node", () => {
  it("is one with our taint, whatever its value", () => {
    expect(isGated(gatedNode())).toBe(true);
    expect(isGated(gatedNode([{ key: GATE.key, effect: "NoSchedule" }]))).toBe(true);
    expect(isGated(gatedNode([OTHER]))).toBe(false);
    expect(isGated(aNode())).toBe(false);
  });

  it("is opened when it was verified ready, and only then", () => {
    expect(reasonToKeep(gatedNode(), evidence())).toBeUndefined();
    expect(reasonToKeep(gatedNode(), evidence({ verdict: "notReady", level: "L0" }))).toContain("level L0");
    expect(reasonToKeep(gatedNode(), undefined)).toContain("not verified");
    expect(reasonToKeep(gatedNode(), evidence({ uid: "the node before it was re-imaged" }))).toContain("not verified");
  });

  it("loses our taint and no other, on the condition that it is as it was read", () => {
    const key = fc.constantFrom("team", "sku", "nvidia.com/gpu", GATE.key);
    fc.assert(
      fc.property(fc.array(fc.record({ key, effect: fc.constantFrom("NoSchedule", "NoExecute") })), (taints) => {
        const patch = openedNode(gatedNode(taints), "prep-1") as { spec: { taints: object[] } };
        expect(patch.spec.taints).toEqual(taints.filter((taint) => taint.key !== GATE.key));
      }),
    );
    expect(openedNode(gatedNode(), "prep-1")).toEqual({
      metadata: { resourceVersion: "7", annotations: { "lamplighter.dev/opened-by": "prep-1" } },
      spec: { taints: [OTHER] },
    });
  });

  it("says afterwards who opened it, unless it is gated again", () => {
    const opened = gatedNode([OTHER]);
    opened.metadata.annotations = { "lamplighter.dev/opened-by": "prep-1" };
    expect([isOpenedBy(opened, "prep-1"), isOpenedBy(opened, "prep-2")]).toEqual([true, false]);
    expect(isOpenedBy({ ...opened, spec: { taints: [GATE] } }, "prep-1")).toBe(false);
  });
});

describe("nodes that keep the taint", () => {
  it("are one warning for their pool, which names some of them and what to do", () => {
    const kept = Array.from({ length: 12 }, (_, index) => ({ node: `node-${index}`, reason: "it is not ready" }));
    const [finding, ...more] = keptGates("h100", kept);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: "NodeGated", severity: "warn", subject: "pool/h100" });
    expect(finding?.found).toContain("node-0 (it is not ready)");
    expect(finding?.found).toMatch(/node-9 .*, and 2 more$/);
    expect(finding?.action).toContain("kubectl taint nodes NAME lamplighter.dev/unprepared-");
    expect(keptGates("h100", [])).toEqual([]);
  });
});

describe("tolerations", () => {
  it("let everything of ours and of the operators on gated nodes, and workloads not", () => {
    const ours = tolerationsFor(["team=x:NoSchedule"]);
    expect(ours).toContainEqual({ key: GATE.key, operator: "Exists", effect: "NoSchedule" });
    expect(withoutGate(ours).map(({ key }) => key)).toEqual(["nvidia.com/gpu", "sku", "team"]);
  });
});
