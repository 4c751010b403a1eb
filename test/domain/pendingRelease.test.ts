/** Whether a pending revision may be taken for dead: never under a Helm that may live. */
import { describe, expect, it } from "vitest";
import type { ReleaseView } from "../../src/domain/helmRelease.ts";
import { decidePending, type InstallerJob } from "../../src/domain/pendingRelease.ts";

const pending: ReleaseView = {
  ...{ name: "gpu-operator", namespace: "gpu-operator", chartVersion: "v25.3.4", status: "pending-upgrade" },
  ...{ revision: 2, values: {}, recordedAt: "2026-11-24T10:00:00Z" },
};

const at = (time: string) => `2026-11-24T${time}Z`;
const decide = (askedAt: string, jobs: InstallerJob[] = [], found = pending) =>
  decidePending(found, jobs, at(askedAt)).kind;

describe("a pending revision", () => {
  it("is waited for until its Helm cannot live any more", () => {
    expect(decide("10:09:59")).toBe("wait");
    expect(decide("10:10:00")).toBe("recover");
  });

  it("is waited for as long as a Job of ours is at work", () => {
    expect(decide("12:00:00", [{ name: "j", createdAt: at("09:59:58") }])).toBe("wait");
  });

  it("is recovered at once when the Job that made it has ended", () => {
    expect(decide("10:00:20", [{ name: "j", createdAt: at("09:59:58"), endedAt: at("10:00:15") }])).toBe("recover");
  });

  it.each([
    ["before it was begun", at("09:50:00"), at("09:59:59")],
    ["and was made after it", at("10:00:05"), at("10:00:15")],
  ])("is not taken for the work of a Job that ended %s", (_when, createdAt, endedAt) => {
    expect(decide("10:00:20", [{ name: "j", createdAt, endedAt }])).toBe("wait");
  });

  it("of unknown age is never taken for dead", () => {
    const { recordedAt: _unknown, ...undated } = pending;
    expect(decide("23:00:00", [], undated)).toBe("wait");
  });
});
