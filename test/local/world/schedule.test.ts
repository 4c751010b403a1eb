import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../../../local/world/clock.ts";
import { createSchedule, lastMoment } from "../../../local/world/schedule.ts";
import { openWorldStore } from "../../../local/world/worldStore.ts";

function aSchedule() {
  const world = openWorldStore(":memory:");
  const clock = createVirtualClock({ startAt: 1_000 });
  const schedule = createSchedule(world, clock);
  const seen: string[] = [];
  schedule.on<string>("note", (payload) => seen.push(`${payload}@${clock.now()}`));
  schedule.start();
  const settled = () => new Promise<void>((resolve) => clock.setTimer(1_000_000, () => resolve()));
  return { world, clock, schedule, seen, settled };
}

describe("the schedule of the simulated world", () => {
  test("events happen once each, in order of their time", async () => {
    const { schedule, seen, settled, world } = aSchedule();
    schedule.at("late", 3_000, "note", "late");
    schedule.at("early", 2_000, "note", "early");
    await settled();
    expect(seen).toEqual(["early@2000", "late@3000"]);
    expect(lastMoment(world)).toBe(3_000);
  });

  test("the same key again replaces an event, and a cancelled one never happens", async () => {
    const { schedule, seen, settled } = aSchedule();
    schedule.at("moved", 2_000, "note", "too early");
    schedule.at("moved", 4_000, "note", "moved");
    schedule.at("gone", 2_500, "note", "gone");
    schedule.cancel("gone");
    await settled();
    expect(seen).toEqual(["moved@4000"]);
  });

  test("an undone transaction brings back the event that it moved or cancelled, and forgets what it planned", async () => {
    const { world, schedule, seen, settled } = aSchedule();
    schedule.at("kept", 2_000, "note", "kept");
    schedule.at("moved", 3_000, "note", "moved");
    const undone = () =>
      world.transaction(() => {
        schedule.cancel("kept");
        schedule.at("moved", 9_000, "note", "moved elsewhere");
        schedule.at("planned", 2_500, "note", "planned");
        throw new Error("undone");
      });
    expect(undone).toThrow("undone");
    await settled();
    expect(seen).toEqual(["kept@2000", "moved@3000"]);
  });

  test("what a reaction changes and the event itself are one: a reaction that throws leaves both", () => {
    const { world, schedule } = aSchedule();
    const notes = world.collection<string>("notes");
    expect(() =>
      world.transaction(() => {
        notes.set("a", "written");
        schedule.at("later", 5_000, "note", "later");
        throw new Error("undone");
      }),
    ).toThrow("undone");
    expect(notes.get("a")).toBeUndefined();
    expect(schedule.has("later")).toBe(false);
  });
});
