/** Every scenario file, on virtual time: what it expects comes true. */
import { afterEach, describe, expect, it } from "vitest";
import { loadScenario, scenarioNames } from "../../local/scenarios/scenario.ts";
import { prepare } from "./prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "./virtualWorld.ts";

let world: VirtualWorld | undefined;

afterEach(() => world?.stop());

describe("every scenario", () => {
  it.each(scenarioNames().map((name) => loadScenario(name)))("ends as it says: $name", async (scenario) => {
    world = await openVirtualWorld(scenario);
    const record = await prepare(world, scenario);
    const { verdict, findings, changes, writes } = scenario.expected;
    const codes = [...new Set(record.findings.map(({ code }) => code))];
    expect({ verdict: record.verdict, findings: codes.toSorted() }).toEqual({ verdict, findings: findings.toSorted() });
    if (changes !== undefined) expect(record.changes).toEqual(changes);
    if (writes !== undefined) expect(world.simulators.writeLog.writes()).toEqual(writes);
    for (const { subject, found, action } of record.findings) {
      expect([subject, found, action]).not.toContain("");
    }
  });
});
