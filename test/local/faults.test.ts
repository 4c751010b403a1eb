/** The parts of the fault harness that are pure: schedules, their reduction, what is due when. */
import { describe, expect, it } from "vitest";
import { createCountdown } from "../../local/faults/injection/countdown.ts";
import { makeSchedule } from "../../local/faults/schedules/makeSchedule.ts";
import { shrink } from "../../local/faults/shrink.ts";
import { parseScenario } from "../../local/scenarios/scenario.ts";

describe("a schedule", () => {
  it("follows from its seed, and is a scenario as a file would hold it", () => {
    for (let seed = 0; seed < 200; seed++) {
      const schedule = makeSchedule(seed);
      expect(makeSchedule(seed)).toEqual(schedule);
      expect(parseScenario(JSON.parse(JSON.stringify(schedule)), "here")).toEqual(schedule);
      const { faults, events, hostKills } = schedule;
      expect(faults.length + events.length + hostKills.length).toBeGreaterThan(0);
    }
  });

  it("is reduced to what matters", async () => {
    const schedule = makeSchedule(3);
    const [fault] = schedule.faults;
    const full = { ...schedule, faults: [...schedule.faults, ...makeSchedule(8).faults, ...makeSchedule(9).faults] };
    const reduced = await shrink(full, ({ faults }) =>
      Promise.resolve(faults.some((one) => JSON.stringify(one) === JSON.stringify(fault))),
    );
    expect([reduced.faults, reduced.events, reduced.hostKills, reduced.workloads]).toEqual([[fault], [], [], []]);
  });
});

describe("a fault", () => {
  it("is due at its nth occurrence, for as many times as it says", () => {
    const countdown = createCountdown([{ nth: 3, times: 2 }]);
    const due = Array.from({ length: 6 }, () => countdown.next(() => true) !== undefined);
    expect(due).toEqual([false, false, true, true, false, false]);
  });
});
