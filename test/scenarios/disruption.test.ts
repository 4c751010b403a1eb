/** Who is disturbed by a run: the world notes every cordon of ours, and the disks show which nodes were touched. */
import { afterEach, describe, expect, it } from "vitest";
import { loadScenario } from "../../local/scenarios/scenario.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import type { VerificationRecord } from "../../src/domain/record.ts";
import { disksOf } from "./nodeRoots.ts";
import { prepare } from "./prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "./virtualWorld.ts";

const CORDONED_BY = "lamplighter.dev/cordoned-by";

let world: VirtualWorld | undefined;

afterEach(() => world?.stop());

interface DisturbedRun {
  record: VerificationRecord;
  world: VirtualWorld;
  /** Nodes that were cordoned by us at some time, and the most at one time. */
  everCordoned: Set<string>;
  mostCordoned: number;
  /** At the end. */
  stillCordoned: Set<string>;
}

async function run(name: string): Promise<DisturbedRun> {
  const scenario = loadScenario(name);
  world = await openVirtualWorld(scenario);
  const everCordoned = new Set<string>();
  const stillCordoned = new Set<string>();
  let mostCordoned = 0;
  world.simulators.cluster.store.onChange(({ object }) => {
    if (object.kind !== "Node") return;
    const { annotations = {}, name: node } = object.metadata;
    if (CORDONED_BY in annotations) {
      everCordoned.add(node);
      stillCordoned.add(node);
    } else stillCordoned.delete(node);
    mostCordoned = Math.max(mostCordoned, stillCordoned.size);
  });
  const record = await prepare(world, scenario);
  return { record, world, everCordoned, mostCordoned, stillCordoned };
}

const endsWith = (numbers: string) => (name: string) => numbers.includes(name.slice(-1));

describe("a hundred nodes of which twenty serve", () => {
  it("have never more than two of those cordoned at once, no other at all, and none in the end", async () => {
    const { record, everCordoned, mostCordoned, stillCordoned } = await run("busy-100");
    expect(record.verdict).toBe("ready");
    expect(mostCordoned).toBe(2);
    expect(everCordoned.size).toBe(20);
    expect([...stillCordoned]).toEqual([]);
  });
});

describe("containerd that does not come up with NRI", () => {
  it("on a node that nobody uses keeps every node that serves untouched", async () => {
    const { world: after, everCordoned } = await run("nri-patch-rolled-back");
    const serving = disksOf(after.simulators).filter(({ name }) => endsWith("01")(name));
    expect(serving).toHaveLength(2);
    for (const { besideConfig, config } of serving) {
      expect(Object.keys(besideConfig).filter((file) => file.includes("lamplighter"))).toEqual([]);
      expect(config).not.toContain("nri");
    }
    expect(everCordoned.size).toBe(0);
  });

  it("nor with the original, on the first node that serves, keeps the next one untouched", async () => {
    const { world: after, everCordoned, stillCordoned } = await run("nri-patch-failed");
    const [next] = disksOf(after.simulators).filter(({ name }) => endsWith("1")(name));
    expect(next?.config).not.toContain("nri");
    expect([...everCordoned].map((name) => name.slice(-1))).toEqual(["0"]);
    expect([...stillCordoned]).toEqual([]);
  });
});

describe("a toolkit that rewrites the file between the look at it and the edit", () => {
  it("is waited for, its edit kept, and NRI switched on in what it wrote", async () => {
    const { record, world: after } = await run("nri-rewritten-by-toolkit");
    const step = record.timings.find(({ step: name }) => name === "prepareNodes");
    const seconds = (Date.parse(step?.finishedAt ?? "") - Date.parse(step?.startedAt ?? "")) / 1000;
    expect(seconds).toBeGreaterThan(DEFAULT_PACING.rewriteWaitSeconds);
    const [rewritten] = disksOf(after.simulators).filter(({ name }) => endsWith("1")(name));
    expect(rewritten?.config).toContain("/etc/containerd/conf.d/*.toml");
    expect(rewritten?.config).toContain("disable = false");
    expect(record.verdict).toBe("ready");
  });
});
