/** Every scenario file, on virtual time: what it expects comes true, and together they need what the app's role grants. */
import { afterEach, describe, expect, it } from "vitest";
import roleActions from "../../infra/roleActions.json" with { type: "json" };
import { receivedLines } from "../../local/notify/receiver.ts";
import { loadScenario, scenarioNames } from "../../local/scenarios/scenario.ts";
import { outcomeOf } from "./prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "./virtualWorld.ts";

let world: VirtualWorld | undefined;
const asked = new Set<string>();
const ended = new Set<string>();

afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const HALF_A_DAY_SECONDS = 12 * 3600;

async function messagesOfHalfADay({ pass, simulators }: VirtualWorld): Promise<Record<string, string[]>> {
  await pass(HALF_A_DAY_SECONDS);
  return receivedLines(simulators.receiver.received);
}

describe("every scenario", () => {
  it.each(scenarioNames())("says what it changes and what it writes: %s", (name) => {
    const { changes, writes } = loadScenario(name).expected;
    expect([changes, writes]).not.toContain(undefined);
  });

  it.each(scenarioNames().map((name) => loadScenario(name)))("ends as it says: $name", async (scenario) => {
    world = await openVirtualWorld(scenario);
    const record = await outcomeOf(world, scenario);
    for (const action of world.simulators.armActions()) asked.add(action);
    ended.add(scenario.name);
    const { findings, notified, ...expected } = scenario.expected;
    const codes = new Set(record.findings.map(({ code }) => code));
    expect([...codes].toSorted()).toEqual(findings.toSorted());
    const { verdict, changes } = record;
    const { writeLog } = world.simulators;
    const outcome = { verdict, changes, writes: writeLog.writes(), armAttempts: writeLog.armAttempts() };
    expect(outcome).toMatchObject(expected);
    expect(notified === undefined ? undefined : await messagesOfHalfADay(world)).toEqual(notified);
    for (const { subject, found, action } of record.findings) {
      expect([subject, found, action]).not.toContain("");
    }
  });

  it("asks Azure, all together, for exactly the actions that the deployed role grants", () => {
    expect([...ended].toSorted(), "this needs the tests above").toEqual(scenarioNames().toSorted());
    const { cluster, credentials, subscription } = roleActions;
    expect([...asked].toSorted()).toEqual([...new Set([...cluster, credentials.entra, ...subscription])].toSorted());
  });
});
