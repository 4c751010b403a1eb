import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { type Clock, createPacedClock, createVirtualClock } from "../../../local/world/clock.ts";

const clocks: Clock[] = [];

afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

function kept(clock: Clock): Clock {
  clocks.push(clock);
  return clock;
}

function reached(clock: Clock, dueAt: number): Promise<number> {
  return new Promise((resolve) => clock.setTimer(dueAt, () => resolve(clock.now())));
}

const KINDS: [string, () => Clock][] = [
  ["an accelerated clock", () => createPacedClock({ speed: 1_000, startAt: 1_000_000 })],
  ["a virtual clock", () => createVirtualClock({ startAt: 1_000_000 })],
];

describe.each(KINDS)("%s", (_name, create) => {
  test("timers fire in the order of their time, and never early", async () => {
    const clock = kept(create());
    const seen: string[] = [];
    clock.setTimer(1_020_000, () => seen.push("second"));
    clock.setTimer(1_010_000, () => seen.push("first"));
    expect(await reached(clock, 1_030_000)).toBeGreaterThanOrEqual(1_030_000);
    expect(seen).toEqual(["first", "second"]);
  });

  test("a cancelled timer does not fire, and cancelling twice is harmless", async () => {
    const clock = kept(create());
    const seen: string[] = [];
    const cancel = clock.setTimer(1_010_000, () => seen.push("cancelled"));
    cancel();
    cancel();
    await reached(clock, 1_020_000);
    expect(seen).toEqual([]);
  });

  test("time stands still until the last hold is released, however often one is released", async () => {
    const clock = kept(create());
    const releases = [clock.hold(), clock.hold()];
    const at = clock.now();
    const seen: number[] = [];
    const later = reached(clock, at + 5_000).then((moment) => seen.push(moment));
    releases[0]?.();
    releases[0]?.();
    await wait(30);
    expect([clock.now(), seen]).toEqual([at, []]);
    releases[1]?.();
    await later;
    expect(clock.now()).toBeGreaterThanOrEqual(at + 5_000);
  });

  test("a timer that holds the clock keeps later ones waiting", async () => {
    const clock = kept(create());
    const seen: string[] = [];
    let release = () => {};
    clock.setTimer(1_001_000, () => {
      release = clock.hold();
      seen.push("work begins");
    });
    const later = reached(clock, 1_001_001).then(() => seen.push("later"));
    while (seen.length === 0) await wait(1);
    await wait(20);
    seen.push("work ends");
    release();
    await later;
    expect(seen).toEqual(["work begins", "work ends", "later"]);
  });

  test("nothing fires after it was stopped", async () => {
    const clock = kept(create());
    let fired = false;
    clock.setTimer(1_000_010, () => {
      fired = true;
    });
    clock.stop();
    await wait(20);
    expect(fired).toBe(false);
  });
});

describe("a clock at speed 1", () => {
  test("is real time: holds do not stop it", async () => {
    const clock = kept(createPacedClock({ speed: 1 }));
    expect(clock.kind).toBe("real");
    clock.hold();
    const at = clock.now();
    await wait(20);
    expect(clock.now()).toBeGreaterThan(at);
  });
});
