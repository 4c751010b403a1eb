/** The timer over the registry: each tick is a verdict in the cluster's history, and drift is noticed at the next one. */
import { afterEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import { aRequest, aScenario, get, post } from "../http/apiCalls.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";

const { cluster } = aRequest();
const HISTORY = `/api/clusters/${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}/verifications`;
const HOUR = 3600;

let world: VirtualWorld;

afterEach(() => world.stop());

function aScheduledScenario(reverify: boolean, events: Scenario["events"] = []): Scenario {
  return { ...aScenario(), given: "prepared", events, request: aRequest({ schedule: { reverify } }) };
}

interface Item {
  id: string;
  kind: string;
  verdict: string;
  startedAt: string;
  startedBy: { via: string };
  drift: { because?: string }[];
}

/** Oldest first. */
async function history(): Promise<Item[]> {
  return (await get<{ verifications: Item[] }>(world, HISTORY)).body.verifications.toReversed();
}

describe("a tick", () => {
  it("verifies clusters whose request asks for it, every six hours, and notices drift at the next tick", async () => {
    const reimage = { kind: "reimage", pool: "a100", index: 0, nodeImageVersion: "NEXT" } as const;
    world = await openVirtualWorld(aScheduledScenario(true, [{ atSeconds: 7 * HOUR, do: reimage }]));
    await world.pass(13 * HOUR);
    const seen = await history();
    expect(seen.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
      "preparation ready",
      "verification ready",
      "verification notReady",
    ]);
    const [, first, second] = seen;
    expect([first?.startedBy.via, first?.startedAt.slice(11, 14)]).toEqual(["timer", "06:"]);
    expect(second?.startedAt.slice(11, 14)).toBe("12:");
    expect([first?.drift, second?.drift]).toMatchObject([
      [],
      [{ because: expect.stringContaining("-> NEXT") as string }],
    ]);
    await post(world, aRequest({ schedule: { reverify: true } }));
    await world.runToEnd(cluster);
    await world.pass(6 * HOUR);
    expect((await history()).slice(3).map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
      "preparation ready",
      "verification ready",
    ]);
  });

  it("leaves clusters alone whose request does not ask for it", async () => {
    world = await openVirtualWorld(aScheduledScenario(false));
    await world.pass(7 * HOUR);
    expect(await history()).toMatchObject([{ kind: "preparation" }]);
  });

  it("is left out for a cluster that is being prepared: its preparation is the verdict", async () => {
    world = await openVirtualWorld(aScheduledScenario(true));
    await world.pass((6 * HOUR * 1000 - (world.clock.now() % (24 * HOUR * 1000))) / 1000 - 1);
    await post(world, aRequest({ schedule: { reverify: true } }));
    await world.runToEnd(cluster);
    await world.pass(600);
    expect((await history()).map(({ kind, verdict }) => `${kind} ${verdict}`)).not.toContain("verification notReady");
  });
});
