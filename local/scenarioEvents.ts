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
  prepareAgain(): void;
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
  let app: AppEvents = { cancelRun: () => {}, prepareAgain: () => {} };
  return {
    prepare: () =>
      schedule.on<WorldEvent["do"]>(EVENT_KIND, (what, at) => {
        if (what.kind === "cancel") app.cancelRun(what.reason);
        else if (what.kind === "prepare") app.prepareAgain();
        else carryOut({ scenario, nodes, arm, cluster }, what, at);
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

type OutsideEvent = Exclude<WorldEvent["do"], { kind: "cancel" | "prepare" }>;

function carryOut(
  { scenario, nodes, arm, cluster: inside }: Pick<ScenarioEventsOptions, "scenario" | "nodes" | "arm" | "cluster">,
  what: OutsideEvent,
  at: number,
): void {
  const { cluster } = scenario.request;
  const { operations, records } = nodes;
  if (what.kind === "scale") return arm.scalePool(cluster, what.pool, what.count);
  if (what.ifThere === true && nodeNames(records, what.pool)[what.index] === undefined) return;
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
    case "cordon":
      return cordonByHand(inside(), name, what.cordoned);
    case "evict":
      return evictPods(inside(), name, what.namespace);
    case "serve":
      return what.serving
        ? serveOn(inside(), name, `vllm-on-${name}`)
        : inside().store.delete("v1/Pod", "default", `vllm-on-${name}`);
    case "occupy":
      return operations.occupy(name, what.gpus);
    case "reboot":
      return operations.reboot(name, at + (what.afterSeconds ?? MACHINE_RETURN_SECONDS.reboot) * 1000);
    case "reimage":
      return operations.reimage(
        name,
        at + (what.afterSeconds ?? MACHINE_RETURN_SECONDS.reimage) * 1000,
        what.nodeImageVersion,
      );
  }
}

/** A model server as somebody runs it, pinned to its node. */
function startWorkloads(
  cluster: Cluster,
  records: NodeSide["records"],
  { pool, nodes }: Scenario["workloads"][number],
): void {
  for (let index = 0; index < nodes; index++) {
    serveOn(cluster, nodeNameOf(records, pool, index), `vllm-${pool}-${index}`);
  }
}

/** Does nothing when it serves already. */
function serveOn({ store }: Cluster, nodeName: string, name: string): void {
  if (store.get("v1/Pod", "default", name) !== undefined) return;
  store.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: {
      nodeName,
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "vllm", image: "docker.io/vllm/vllm-openai:v0.11.0" }],
    },
  });
}

/** On a node that somebody's cordon is on. */
export const BY_HAND = "simulated/cordoned-by-hand";

function cordonByHand({ store }: Cluster, name: string, cordoned: boolean): void {
  store.modify("v1/Node", undefined, name, ({ metadata, ...node }) => {
    const spec = node["spec"] as { unschedulable?: boolean };
    const annotations = (metadata.annotations ??= {});
    if (cordoned && spec.unschedulable !== true) {
      spec.unschedulable = true;
      annotations[BY_HAND] = "true";
    } else if (!cordoned && BY_HAND in annotations) {
      delete spec.unschedulable;
      delete annotations[BY_HAND];
    }
  });
}

function evictPods({ store }: Cluster, nodeName: string, namespace: string): void {
  for (const { metadata } of store.list("v1/Pod", { nodeName, namespace })) {
    store.delete("v1/Pod", namespace, metadata.name);
  }
}

function nodeNames(records: NodeSide["records"], pool: string): string[] {
  return [...records.values()]
    .filter(({ spec }) => spec.pool === pool)
    .map(({ spec }) => spec.name)
    .toSorted();
}

function nodeNameOf(records: NodeSide["records"], pool: string, index: number): string {
  const names = nodeNames(records, pool);
  const name = names[index];
  if (name === undefined)
    throw new Error(`A scenario's event is about node ${index} of pool ${pool}, which has ${names.length} nodes now`);
  return name;
}
