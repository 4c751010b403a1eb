/** What invariants look at: the simulated world as it is, never through the app's code. */
import type { VerificationRecord } from "../../src/domain/record.ts";
import type { StoredPool } from "../azure/arm/state.ts";
import { openArmState } from "../azure/arm/state.ts";
import type { Host } from "../host/host.ts";
import type { KubeObject, ObjectChange } from "../kubernetes/cluster.ts";
import type { FileTree } from "../kubernetes/node/machine/fileTree.ts";
import type { KillMoment } from "../scenarios/hostKills.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Simulators } from "../simulators.ts";
import type { Clock } from "../world/clock.ts";
import type { WireRequest, WireResponse } from "../world/wire.ts";

export type StoredRecord = Omit<VerificationRecord, "nodes">;
export type NodeEvidence = VerificationRecord["nodes"][number];

export interface Scene {
  scenario: Scenario;
  clock: Clock;
  simulators: Simulators;
  inspect(): Host["inspect"];
  objects(kind: string, namespace?: string): KubeObject[];
  pools(): StoredPool[];
  /** Documents that the app keeps in a table, by their row. */
  rows<T>(table: string, partition: string): Map<string, T>;
  /** Counts, and remembers what does not hold. */
  check(invariant: string, holds: boolean, found: () => string): void;
}

/** What an invariant wants to be told. */
export interface Invariant {
  onObject?(change: ObjectChange): void;
  onFile?(node: { name: string; uid: string }, files: FileTree, path: string): void;
  /** The app's, when it has its answer; undefined: none. */
  onRequest?(request: WireRequest, response: WireResponse | undefined): void;
  onMoment?(at: KillMoment, subject: string): void;
  onInjected?(kind: string): void;
  onLog?(message: string): void;
  /** Everything has ended, and had time to come to rest. */
  atEnd?(): void;
}

export type MakeInvariant = (scene: Scene) => Invariant;

export interface Breach {
  invariant: string;
  found: string;
  /** Simulated seconds since the measured run began. */
  atSeconds: number;
}

export interface SceneParts extends Pick<Scene, "scenario" | "clock" | "simulators" | "inspect"> {
  onChecked(breach?: Omit<Breach, "atSeconds">): void;
}

export function createScene({ onChecked, ...parts }: SceneParts): Scene {
  const { simulators } = parts;
  const arm = openArmState(simulators.world);
  const select = simulators.world.database.prepare(
    "SELECT row_key, properties FROM azure_entities WHERE table_name = ? AND partition_key = ?",
  );
  return {
    ...parts,
    objects: (kind, namespace) => simulators.cluster.store.list(kind, namespace === undefined ? {} : { namespace }),
    pools: () => [...arm.pools.values()],
    rows: (table, partition) =>
      new Map(
        select.all(table, partition).map((row) => [String(row["row_key"]), documentOf(String(row["properties"]))]),
      ),
    check(invariant, holds, found) {
      if (holds) onChecked();
      else onChecked({ invariant, found: found() });
    },
  };
}

/** JSON in properties json0, json1, ... */
function documentOf<T>(properties: string): T {
  const values = JSON.parse(properties) as Record<string, { value?: unknown } | string | undefined>;
  let text = "";
  for (let index = 0; values[`json${index}`] !== undefined; index++) {
    const part = values[`json${index}`];
    text += typeof part === "string" ? part : String(part?.value);
  }
  return JSON.parse(text) as T;
}
