/** A scenario's events, put on the world's schedule when its measured part begins. */
import type { ArmSimulator } from "./azure/arm/armSimulator.ts";
import type { Cluster } from "./kubernetes/cluster.ts";
import type { NodeSide } from "./kubernetes/node/createNodeSide.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { MACHINE_RETURN_SECONDS, type WorldEvent } from "./scenarios/worldEvents.ts";
import type { Clock } from "./world/clock.ts";
import type { Schedule } from "./world/schedule.ts";
import type { WorldStore } from "./world/worldStore.ts";

export interface ScenarioEvents {
  prepare(): void;
  begin(app: AppEvents): void;
  hasBegun(): boolean;
  /** In the clock's milliseconds; undefined: not yet. */
  beganAt(): number | undefined;
}

/** What happens to the app, and not to the world it works on. */
export interface AppEvents {
  cancelRun(reason?: string): void;
}

export interface ScenarioEventsOptions {
  scenario: Scenario;
  world: WorldStore;
  clock: Clock;
  schedule: Schedule;
  cluster(): Cluster;
  nodes: Pick<NodeSide, "operations" | "records">;
  arm: Pick<ArmSimulator, "loseMachine" | "scalePool">;
}

const EVENT_KIND = "scenario.event";
const BEGUN = "begun";

export function createWorldEvents({
  scenario,
  world,
  clock,
  schedule,
  cluster,
  nodes,
  arm,
}: ScenarioEventsOptions): ScenarioEvents {
  const marks = world.collection<{ at: number }>("scenario");
  let app: AppEvents = { cancelRun: () => {} };
  return {
    prepare: () =>
      schedule.on<WorldEvent["do"]>(EVENT_KIND, (what, at) => {
        if (what.kind === "cancel") app.cancelRun(what.reason);
        else carryOut({ scenario, nodes, arm }, what, at);
      }),
    hasBegun: () => marks.get(BEGUN) !== undefined,
    beganAt: () => marks.get(BEGUN)?.at,
    begin(toApp) {
      app = toApp;
      if (marks.get(BEGUN) !== undefined) return;
      const at = clock.now();
      world.transaction(() => {
        marks.set(BEGUN, { at });
        for (const workload of scenario.workloads) startWorkloads(cluster(), nodes.records, workload);
        scenario.events.forEach((event, index) =>
          schedule.at(`scenario/${index}`, at + event.atSeconds * 1000, EVENT_KIND, event.do),
        );
      });
    },
  };
}

type OutsideEvent = Exclude<WorldEvent["do"], { kind: "cancel" }>;

function carryOut(
  { scenario, nodes, arm }: Pick<ScenarioEventsOptions, "scenario" | "nodes" | "arm">,
  what: OutsideEvent,
  at: number,
): void {
  const { cluster } = scenario.request;
  const { operations, records } = nodes;
  if (what.kind === "scale") return arm.scalePool(cluster, what.pool, what.count);
  const name = nodeNameOf(records, what.pool, what.index);
  switch (what.kind) {
    case "silence":
      return operations.silence(name, what.silenced);
    case "updateToolkit":
      return operations.updateToolkit(name, what.version);
    case "dropPlugins":
      return operations.dropPlugins(name);
    case "delete":
      return arm.loseMachine(cluster, name, what.replaced);
    case "occupy":
      return operations.occupy(name, what.gpus);
    case "reboot":
      return operations.reboot(name, at + MACHINE_RETURN_SECONDS.reboot * 1000);
    case "reimage":
      return operations.reimage(name, at + MACHINE_RETURN_SECONDS.reimage * 1000, what.nodeImageVersion);
  }
}

/** A model server as somebody runs it, pinned to its node. */
function startWorkloads(
  cluster: Cluster,
  records: NodeSide["records"],
  { pool, nodes }: Scenario["workloads"][number],
): void {
  for (let index = 0; index < nodes; index++) {
    cluster.store.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `vllm-${pool}-${index}`, namespace: "default" },
      spec: {
        nodeName: nodeNameOf(records, pool, index),
        tolerations: [{ operator: "Exists" }],
        containers: [{ name: "vllm", image: "docker.io/vllm/vllm-openai:v0.11.0" }],
      },
    });
  }
}

function nodeNameOf(records: NodeSide["records"], pool: string, index: number): string {
  const names = [...records.values()].filter(({ spec }) => spec.pool === pool).map(({ spec }) => spec.name);
  const name = names.toSorted()[index];
  if (name === undefined)
    throw new Error(`A scenario's event is about node ${index} of pool ${pool}, which has ${names.length} nodes now`);
  return name;
}
