/** How long the guide's steps take one after the other. Azure brings a pool's nodes together, whoever asks. Pure. */
import type { LatencyOf } from "../../local/scenarios/latencies.ts";
import { GUIDE_STEPS, type GuidePool, type GuideStep, type GuideTask, guideTasks } from "./guideTasks.ts";

export interface GuideOrder {
  /** Pools and charts one after the other, then every node's own steps, node by node. */
  nodeByNode: number;
  /** The operators work on all nodes at once; only containerd's configuration is edited node by node. */
  stepByStep: number;
}

const EDIT: GuideStep = "NRI and containerd's restart";

/** In seconds. */
export function guideOrder(pools: readonly GuidePool[], latencyOf: LatencyOf): GuideOrder {
  const tasks = guideTasks(pools, latencyOf);
  const nodes = new Set(pools.flatMap((pool) => pool.nodes));
  const creation = sum(pools.map((pool) => creationSeconds(pool, tasks, latencyOf)));
  const charts = tasks.filter(({ subject, step }) => !nodes.has(subject) && step !== "pool accepted");
  const own = tasks.filter(({ subject, step }) => nodes.has(subject) && step !== "Ready");
  const before = creation + sum(charts.map(({ seconds }) => seconds));
  const steps = GUIDE_STEPS.map((step) => own.filter((task) => task.step === step).map(({ seconds }) => seconds));
  return {
    nodeByNode: before + sum(own.map(({ seconds }) => seconds)),
    stepByStep:
      before +
      sum(steps.map((seconds, index) => (GUIDE_STEPS[index] === EDIT ? sum(seconds) : Math.max(0, ...seconds)))),
  };
}

/** `az aks nodepool add` comes back when Azure calls the pool Succeeded. */
function creationSeconds({ name, nodes }: GuidePool, tasks: readonly GuideTask[], latencyOf: LatencyOf): number {
  const of = (step: GuideStep, subjects: readonly string[]) =>
    Math.max(
      ...tasks.filter((task) => task.step === step && subjects.includes(task.subject)).map((task) => task.seconds),
    );
  return of("pool accepted", [name]) + of("Ready", nodes) + latencyOf("poolSucceededAfterLastNode", name) / 1000;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
