import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/domain/findings.ts";
import { rootCauses } from "../../src/domain/rootCauses.ts";

function aFinding(code: Finding["code"], subject: string, more: Partial<Finding> = {}): Finding {
  return { code, severity: "fail", subject, found: `${code} found`, action: "act", ...more };
}

describe("the causes that people are told", () => {
  test("a node that failed while it was prepared is not reported again for what follows from it", () => {
    const straggler = aFinding("RdmaNotConverged", "node/a");
    const follows = [aFinding("RdmaCountMismatch", "node/a"), aFinding("NriPatchFailed", "node/a")];
    const other = aFinding("GpuCountMismatch", "node/b");
    expect(rootCauses([straggler], [...follows, other])).toEqual([straggler, other]);
  });

  test("a warning hides nothing", () => {
    const warning = aFinding("NodeReplaced", "node/a", { severity: "warn" });
    const failure = aFinding("GpuCountMismatch", "node/a");
    expect(rootCauses([warning], [failure])).toEqual([warning, failure]);
  });

  test("one code is told once a subject, with what was found first", () => {
    const first = aFinding("PoolFailed", "pool/h100", { found: "expected Succeeded, found Failed" });
    const second = aFinding("PoolFailed", "pool/h100", { found: "0 nodes are in the cluster" });
    expect(rootCauses([], [first, second])).toEqual([first]);
  });

  test("what was found before verification is told as it was found", () => {
    const faults = ["a", "b"].map((found) => aFinding("InternalError", "cluster", { found }));
    expect(rootCauses(faults, [])).toEqual(faults);
  });
});
