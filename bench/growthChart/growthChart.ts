/** `node bench/growthChart/growthChart.ts`: prepares 1, 10, 100 and 1,000 nodes and draws docs/images/growth.svg. Needs `npm run build`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLatencies } from "../../local/scenarios/latencies.ts";
import { criticalPath } from "../criticalPath/criticalPath.ts";
import { guideTasks } from "../criticalPath/guideTasks.ts";
import { benchScenario, guidePools } from "../preparation/benchScenario.ts";
import { runPreparation } from "../preparation/runPreparation.ts";
import { type GrowthPoint, growthSvg } from "./growthSvg.ts";

const folder = join(import.meta.dirname, "../../docs/images");
const points: GrowthPoint[] = [];
for (const nodes of [1, 10, 100, 1000]) points.push(await pointOf(nodes));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "growth.svg"), growthSvg(points));
console.table(points);
process.exit(0);

async function pointOf(nodes: number): Promise<GrowthPoint> {
  const scenario = benchScenario(nodes);
  const { makespanSeconds, calls, durable } = await runPreparation(scenario);
  return {
    nodes,
    makespanSeconds,
    criticalSeconds: criticalPath(guideTasks(guidePools(scenario), createLatencies())).seconds,
    calls: Object.values(calls).reduce((total, count) => total + count, 0),
    historyEvents: durable.historyEvents,
    executions: durable.activities + durable.episodes,
  };
}
