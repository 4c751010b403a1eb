/**
 * The `crash` scenario: the host is killed again and again, and the run ends in the record, and leaves the world, of a
 * run that nobody disturbed. What only a run needs is made once, however often the host died while it made it.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { KubeObject } from "../../local/kubernetes/cluster.ts";
import type { HostKill } from "../../local/scenarios/hostKills.ts";
import { DEFAULT_SCENARIO, loadScenario, type Scenario } from "../../local/scenarios/scenario.ts";
import type { VerificationRecord } from "../../src/domain/record.ts";
import { nameOf, objectsOf } from "./clusterObjects.ts";
import { disksOf, type NodeDisk } from "./nodeRoots.ts";
import { normalisedRecord } from "./normalisedRecord.ts";
import { prepare } from "./prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "./virtualWorld.ts";

const undisturbed = loadScenario(DEFAULT_SCENARIO);
const crash = loadScenario("crash");

/** Each life loads the app anew. */
const RUN = { timeout: 300_000 };

interface Outcome {
  record: VerificationRecord;
  kills: string[];
  disks: NodeDisk[];
  /** As Azure shows them: an etag is another one after each change. */
  pools: unknown;
  /** Everything in the cluster, without what names are made up for. */
  objects: string[];
  /** Of each Job and of each pod of a run, how often it was made. */
  made: Map<string, number>;
}

let expected: Outcome;

beforeAll(async () => {
  expected = await outcomeOf(undisturbed);
});

describe("the crash scenario", () => {
  it("is the default one but for its kills, at 20 points", () => {
    const { name: _n, title: _t, hostKills, ...scenario } = crash;
    const { name: _un, title: _ut, hostKills: none, ...other } = undisturbed;
    expect(scenario).toEqual(other);
    expect({ kills: hostKills.length, undisturbed: none.length }).toEqual({ kills: 20, undisturbed: 0 });
  });

  it("comes to every one of them, and leaves what an undisturbed run leaves", RUN, async () => {
    const outcome = await outcomeOf(crash);
    expectUndisturbed(outcome);
    expect(outcome.kills).toHaveLength(20);
    expect(outcome.kills.at(-1)).toBe(
      "host killed (20 of 20) when saveRecord had run, its result was not kept yet; restarted",
    );
  });

  it("ends the same when the host dies after every single write, and again and again beside that", RUN, async () => {
    const hostKills = [...every("write:made", 1, 50), ...every("activity:ran", 9, 20), ...every("turn:ran", 11, 20)];
    const outcome = await outcomeOf({ ...crash, hostKills });
    expectUndisturbed(outcome);
    expect(outcome.kills.length).toBeGreaterThan(40);
  });
});

/** `count` kills, `step` such moments apart. */
function every(at: HostKill["at"], step: number, count: number): HostKill[] {
  return Array.from({ length: count }, (_, index) => ({ at, time: step * (index + 1) }));
}

function expectUndisturbed({ record, disks, pools, objects, made }: Outcome): void {
  expect(normalisedRecord(record)).toEqual(normalisedRecord(expected.record));
  expect(disks).toEqual(expected.disks);
  expect(pools).toEqual(expected.pools);
  expect(objects).toEqual(expected.objects);
  expect([...made].filter(([, times]) => times > 1)).toEqual([]);
}

async function outcomeOf(scenario: Scenario): Promise<Outcome> {
  const kills: string[] = [];
  const world = await openVirtualWorld(scenario, { onHostKilled: ({ text }) => void kills.push(text) });
  const made = countMade(world);
  try {
    const record = await prepare(world, scenario);
    const pools = withoutId(record, await world.azure.listNodePools(scenario.request.cluster));
    return { record, kills, disks: disksOf(world.simulators), pools, objects: objectNames(world), made };
  } finally {
    await world.stop();
  }
}

function withoutId({ id }: VerificationRecord, value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(id, "<id>"));
}

function countMade({ simulators }: VirtualWorld): Outcome["made"] {
  const made = new Map<string, number>();
  simulators.cluster.store.onChange(({ type, object }) => {
    const isOfRun = object.kind === "Job" || (object.kind === "Pod" && isOurs(object));
    if (type === "ADDED" && isOfRun) made.set(nameOf(object), (made.get(nameOf(object)) ?? 0) + 1);
  });
  return made;
}

function isOurs({ metadata }: KubeObject): boolean {
  return metadata.namespace === "lamplighter-system";
}

/** Pods of DaemonSets and Jobs have names that are made up. */
function objectNames(world: VirtualWorld): string[] {
  return objectsOf(world)
    .map((object) => nameOf({ ...object, metadata: { ...object.metadata, name: stemOf(object.metadata) } }))
    .toSorted();
}

function stemOf({ name, ownerReferences: [owner] = [] }: KubeObject["metadata"]): string {
  return owner === undefined ? name : `${owner.name} has one`;
}
