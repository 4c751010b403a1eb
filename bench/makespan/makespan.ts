/**
 * `makespan-N`: how long a preparation of N nodes takes, on virtual time, / the critical path of the guide's steps with
 * the same draws of the reference latencies: nobody can be faster than that.
 */
import { createLatencies } from "../../local/scenarios/latencies.ts";
import type { Measurement } from "../benchmark.ts";
import { criticalPath } from "../criticalPath/criticalPath.ts";
import { guideTasks } from "../criticalPath/guideTasks.ts";
import { benchScenario, guidePools } from "../preparation/benchScenario.ts";
import { runPreparation } from "../preparation/runPreparation.ts";
import { rounded } from "../statistics.ts";

export async function measureMakespan(nodes: number): Promise<Measurement> {
  const scenario = benchScenario(nodes);
  const { seconds, path } = criticalPath(guideTasks(guidePools(scenario), createLatencies()));
  const { makespanSeconds } = await runPreparation(scenario);
  const parts = path.map((task) => `${task.step} ${rounded(task.seconds, 0)}`).join(", ");
  return {
    value: makespanSeconds / seconds,
    detail: `${rounded(makespanSeconds, 0)} s / ${rounded(seconds, 0)} s (${parts}; on ${path.at(-1)?.subject})`,
  };
}
