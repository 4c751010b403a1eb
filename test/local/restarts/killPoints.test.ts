/** When a scenario's kill points are reached: each once, counted over the whole run. */
import { expect, test } from "vitest";
import { createKillPoints } from "../../../local/restarts/killPoints.ts";

test("a point is reached when its moment has come as often as it says, and never again", () => {
  const points = createKillPoints([{ at: "activity:ran", of: "openRun", time: 2 }]);
  const seen = [1, 2, 3].map(() => points.isReached("activity:ran", "openRun"));
  expect(seen).toEqual([false, true, false]);
  expect([points.reached, points.total]).toEqual([1, 1]);
});

test("other moments, and the same moment of something else, do not count", () => {
  const points = createKillPoints([{ at: "activity:ran", of: "openRun", time: 1 }]);
  expect(points.isReached("activity:begun", "openRun")).toBe(false);
  expect(points.isReached("activity:ran", "openRunAgain")).toBe(false);
});

test("a point without a subject counts the moment of anything", () => {
  const points = createKillPoints([{ at: "write:made", time: 2 }]);
  expect(points.isReached("write:made", "PUT agentPools/h100")).toBe(false);
  expect(points.isReached("write:made", "POST lamplighter-system/pods")).toBe(true);
});

test("an HTTP path is named by its beginning", () => {
  const points = createKillPoints([{ at: "request:received", of: "/api/preparations", time: 1 }]);
  expect(points.isReached("request:received", "/api/preparations/7f0c/nodes")).toBe(true);
});

test("two points of one moment are two ends, one after the other", () => {
  const points = createKillPoints([
    { at: "turn:committed", time: 1 },
    { at: "turn:committed", of: "prepareCluster", time: 1 },
  ]);
  const seen = [1, 2, 3].map(() => points.isReached("turn:committed", "prepareCluster"));
  expect(seen).toEqual([true, true, false]);
});
