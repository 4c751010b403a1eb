import { describe, expect, it } from "vitest";
import {
  compareRelease,
  isInstalled,
  newestRevision,
  type ReleaseSpec,
  releaseHash,
} from "../../src/domain/helmRelease.ts";
import { releaseMadeOf } from "../support/plans.ts";

const wanted: ReleaseSpec = {
  name: "gpu-operator",
  namespace: "gpu-operator",
  chart: "nvidia/gpu-operator",
  repository: { name: "nvidia", url: "https://helm.ngc.nvidia.com/nvidia" },
  version: "v25.3.4",
  values: { nfd: { enabled: false }, tolerations: [{ key: "a" }, { key: "b" }] },
};

describe("a release", () => {
  it("is absent when Helm has no record of it, or only that of its end", () => {
    expect(compareRelease(wanted, undefined)).toBe("absent");
    expect(compareRelease(wanted, releaseMadeOf(wanted, { status: "uninstalled" }))).toBe("absent");
  });

  it("is current with the same version and values, whatever the order of keys and the v before the version", () => {
    const values = { tolerations: [{ key: "a" }, { key: "b" }], nfd: { enabled: false } };
    expect(compareRelease(wanted, releaseMadeOf(wanted, { values }))).toBe("current");
    expect(compareRelease(wanted, releaseMadeOf(wanted, { chartVersion: "25.3.4" }))).toBe("current");
  });

  it.each([
    ["another version", { chartVersion: "v25.3.3" }],
    ["another value", { values: { ...wanted.values, nfd: { enabled: true } } }],
    ["a value more", { values: { ...wanted.values, more: 1 } }],
    ["a value less", { values: { nfd: { enabled: false } } }],
    ["a list in another order", { values: { ...wanted.values, tolerations: [{ key: "b" }, { key: "a" }] } }],
  ])("is different with %s", (_what, changes) => {
    expect(compareRelease(wanted, releaseMadeOf(wanted, changes))).toBe("different");
  });

  it.each(["pending-install", "pending-upgrade", "pending-rollback"])(
    "is pending when a killed Helm left it %s",
    (status) => {
      expect(compareRelease(wanted, releaseMadeOf(wanted, { status }))).toBe("pending");
    },
  );

  it.each(["failed", "unknown", "uninstalling"])(
    "has failed when Helm calls it %s, even with the right values",
    (status) => {
      expect(compareRelease(wanted, releaseMadeOf(wanted, { status }))).toBe("failed");
    },
  );

  it("stands for something in the cluster unless it was superseded or uninstalled", () => {
    const states = ["deployed", "failed", "pending-upgrade", "superseded", "uninstalled"];
    expect(states.filter((status) => isInstalled(releaseMadeOf(wanted, { status })))).toEqual([
      "deployed",
      "failed",
      "pending-upgrade",
    ]);
  });
});

describe("the newest revision", () => {
  it("is the highest of that name and namespace, wherever it stands in the list", () => {
    const revisions = [2, 10, 9].map((revision) => releaseMadeOf(wanted, { revision }));
    const others = [
      releaseMadeOf(wanted, { revision: 11, namespace: "x" }),
      releaseMadeOf(wanted, { revision: 12, name: "y" }),
    ];
    expect(newestRevision([...revisions, ...others], wanted)?.revision).toBe(10);
    expect(newestRevision(others, wanted)).toBeUndefined();
  });
});

describe("a release's hash", () => {
  it("is the same for the same release and another for any other", () => {
    const other = { ...wanted, values: { ...wanted.values, more: 1 } };
    expect(releaseHash({ ...wanted, values: { ...wanted.values } })).toBe(releaseHash(wanted));
    expect(releaseHash(other)).not.toBe(releaseHash(wanted));
  });
});
