/**
 * `guide-order`: the guide's steps by somebody who does one thing at a time, node by node, / our preparation of the same
 * ten nodes in two pools. Both on the same draws of the reference latencies, in virtual time.
 */
import { createLatencies } from "../../local/scenarios/latencies.ts";
import type { Measurement } from "../benchmark.ts";
import { guideOrder } from "../criticalPath/guideOrder.ts";
import { benchScenario, guidePools } from "../preparation/benchScenario.ts";
import { runPreparation } from "../preparation/runPreparation.ts";
import { rounded } from "../statistics.ts";

const NODES = 10;

export async function measureGuideOrder(): Promise<Measurement> {
  const scenario = benchScenario(NODES);
  const { nodeByNode, stepByStep } = guideOrder(guidePools(scenario), createLatencies());
  const { makespanSeconds } = await runPreparation(scenario);
  return {
    value: nodeByNode / makespanSeconds,
    detail:
      `${rounded(nodeByNode, 0)} s / ${rounded(makespanSeconds, 0)} s; with the operators at work on all nodes at once and ` +
      `only containerd edited node by node it would be ${rounded(stepByStep, 0)} s (${rounded(stepByStep / makespanSeconds, 2)})`,
  };
}
