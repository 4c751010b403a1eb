/** The subscription's InfiniBand feature: asked for once, waited for, never registered without leave. */
import { describe, expect, it } from "vitest";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

const FEATURE = "Microsoft.ContainerService/AKSInfinibandSupport";

const aWorld = (state: "NotRegistered" | "Registering" | "Registered"): ActivityWorld =>
  anActivityWorld({ azure: { features: { [FEATURE]: state }, featureRegistrationSeconds: 600 } });

describe("ensureFeature", () => {
  it("registers it, waits, and then lets AKS take notice", async () => {
    const world = aWorld("NotRegistered");
    const input = { ...aRun(), register: true };
    expect(await world.run("ensureFeature", input)).toMatchObject({ kind: "waiting" });
    await world.pass(300);
    expect(await world.run("ensureFeature", input)).toMatchObject({ kind: "waiting", reason: /Registering/ });
    await world.pass(301);
    expect(await world.run("ensureFeature", input)).toEqual({ kind: "done", value: null, changed: true });
    expect(world.writes.map((write) => write.replace(/.*\/providers\//, ""))).toEqual([
      "Microsoft.ContainerService/features/AKSInfinibandSupport/register",
      "Microsoft.ContainerService/register",
    ]);
  });

  it("asks again when its first request was lost, and once only when the answer was", async () => {
    for (const as of ["lostRequest", "lostAnswer"] as const) {
      const world = aWorld("NotRegistered");
      world.trouble({ on: "POST /register", as });
      expect(await world.activities.ensureFeature({ ...aRun(), register: true })).toMatchObject({ ok: false });
      expect(await world.run("ensureFeature", { ...aRun(), register: true })).toMatchObject({ kind: "waiting" });
      expect(world.writes).toHaveLength(1);
    }
  });

  it("waits for what somebody else has asked for, and writes nothing", async () => {
    const world = aWorld("Registering");
    expect(await world.run("ensureFeature", { ...aRun(), register: false })).toMatchObject({ kind: "waiting" });
    expect(world.writes).toEqual([]);
  });

  it("fails when it is gone and may not be registered", async () => {
    const world = aWorld("NotRegistered");
    expect(await world.run("ensureFeature", { ...aRun(), register: false })).toMatchObject({
      kind: "failed",
      finding: { code: "FeatureNotRegistered", severity: "fail" },
    });
    expect(world.writes).toEqual([]);
  });
});
