/** Versions that do not go together, or that would go back, block the plan. */
import { assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/domain/findings.ts";
import type { ReleaseView } from "../../../src/domain/helmRelease.ts";
import { DOCA_DRIVERS, VERSION_SETS } from "../../../src/domain/versions.ts";
import { anInventory, aPlan, inventoryAfter } from "../../support/plans.ts";
import { A100, aPoolBody, aRequest } from "../../support/requests.ts";

interface Asked {
  versions: object;
  profile?: string;
  vmSize?: string;
  releases?: ReleaseView[];
}

function findings({ versions, profile = "self-managed", vmSize, releases = [] }: Asked): Finding[] {
  const nodePools = [aPoolBody(vmSize === undefined ? {} : { vmSize })];
  return aPlan(aRequest({ profile, nodePools, versions }), anInventory({ releases })).findings;
}

describe("a set", () => {
  it.each(Object.keys(VERSION_SETS))("%s goes together in every profile", (set) => {
    for (const profile of ["self-managed", "aks-managed"]) expect(findings({ versions: { set }, profile })).toEqual([]);
  });
});

describe("a driver that is not the network operator's", () => {
  const mixed = { networkOperator: "v26.4.0" };

  it("blocks, with the pair, the pairs and the sets that are known to work", () => {
    const [finding, ...others] = findings({ versions: mixed });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: "VersionIncompatible",
      severity: "block",
      subject: "release/network-operator",
    });
    expect(finding?.found).toContain("v26.4.0 with DOCA driver doca3.1.0-25.07-0.9.7.0-0");
    expect(finding?.action).toContain("v25.10.0 with doca3.2.0-25.10-1.2.8.0-2");
    expect(finding?.action).toContain("azure-2026-08");
  });

  it("does not matter where nothing has InfiniBand", () => {
    expect(findings({ versions: mixed, vmSize: A100 })).toEqual([]);
  });

  it("is refused for every combination but the known pairs", () => {
    const pairs = Object.entries(DOCA_DRIVERS);
    assert(
      property(constantFrom(...pairs), constantFrom(...pairs), ([operator, own], [, docaDriver]) => {
        const refused = findings({ versions: { networkOperator: `v${operator}`, docaDriver } }).length > 0;
        expect(refused).toBe(own !== docaDriver);
      }),
    );
  });
});

describe("a plugin that is named after another network operator", () => {
  it("blocks", () => {
    expect(findings({ versions: { rdmaSharedDevicePlugin: "network-operator-v26.4.0" } })).toMatchObject([
      { code: "VersionIncompatible", found: expect.stringContaining("network-operator-v26.4.0") as string },
    ]);
  });
});

describe("a GPU operator whose toolkit is not known", () => {
  it("blocks in the profile that installs it, and only there", () => {
    const versions = { gpuOperator: "v27.1.0" };
    expect(findings({ versions })).toMatchObject([{ code: "VersionIncompatible", subject: "release/gpu-operator" }]);
    expect(findings({ versions, profile: "aks-managed" })).toEqual([]);
  });
});

describe("what is installed already", () => {
  const newer = inventoryAfter(aPlan(aRequest({ versions: { set: "azure-2026-08" } }))).releases;

  it("is never taken back to an older version", () => {
    expect(findings({ versions: { set: "guide-2026-06" }, releases: newer })).toMatchObject([
      { code: "VersionIncompatible", severity: "block", subject: "release/network-operator" },
      { code: "VersionIncompatible", severity: "block", subject: "release/gpu-operator" },
    ]);
  });

  it("may stay, and may be upgraded", () => {
    expect(findings({ versions: { set: "azure-2026-08" }, releases: newer })).toEqual([]);
    const older = inventoryAfter(aPlan()).releases;
    expect(findings({ versions: { set: "azure-2026-08" }, releases: older })).toEqual([]);
  });
});
