/**
 * A cluster in somebody else's hands: whatever its API answers, a run on it ends, is not ready on the word of it, and leaves a record that
 * a person can read on any terminal.
 */
import { afterEach, describe, expect, it } from "vitest";
import { aScenario } from "../http/apiCalls.ts";
import { outcomeOf } from "../scenarios/prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { LIES, type Lie } from "./lies.ts";

const CUSTOM_STATUS_BYTES = 16 * 1024;
const RECORD_BYTES = 64 * 1024;

let world: VirtualWorld | undefined;
afterEach(() => world?.stop());

function openLyingWorld({ answer }: Lie): Promise<VirtualWorld> {
  return openVirtualWorld(aScenario(), {
    inFrontOf: (name, simulator) =>
      name === "kubernetes" ? (request) => answer(request, simulator) ?? simulator(request) : simulator,
  });
}

describe("a cluster that", () => {
  it.each(LIES)("$name: its run ends, and a person can read how", async (lie) => {
    world = await openLyingWorld(lie);
    const record = await outcomeOf(world, aScenario());
    expect(lie.harmless === true ? ["ready"] : ["notReady", "blocked"]).toContain(record.verdict);
    expect(record.findings.length > 0).toBe(lie.harmless !== true);
    const text = JSON.stringify(record);
    expect(text.length).toBeLessThan(RECORD_BYTES);
    for (const { found, action, subject } of record.findings) {
      expect(`${found}${action}${subject}`).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    }
    for (const { instanceId, customStatus } of world.host.inspect.instances()) {
      expect({ instanceId, fits: (customStatus ?? "").length < CUSTOM_STATUS_BYTES }).toEqual({
        instanceId,
        fits: true,
      });
    }
  });
});
