/** Whose a profile's samples are. */
import { expect, it } from "vitest";
import { timeBySide } from "../../bench/replayGrowth/processorTime.ts";

it("gives a sample to the innermost frame of a side, and shares out the rest", () => {
  const frame = (id: number, url: string, children: number[] = [], functionName = "f") => ({
    id,
    callFrame: { functionName, url },
    children,
  });
  const nodes = [
    frame(1, "", [2, 6, 7], "(root)"),
    frame(2, "file:///p/local/host/turn.ts", [3]),
    frame(3, "file:///p/dist/app.js", [4, 5]),
    frame(4, "file:///p/local/kubernetes/api.ts"),
    frame(5, "", [], "stringify"),
    frame(6, "", [], "(idle)"),
    frame(7, "", [], "(garbage collector)"),
  ];
  const profile = { nodes, samples: [2, 3, 4, 5, 6, 7], timeDeltas: [1000, 1000, 1000, 1000, 50_000, 4000] };
  expect(timeBySide(profile, 40)).toEqual({ app: 20, host: 10, simulators: 10 });
});
