/**
 * `replay-growth`: processor time of host and app for each node of a thousand / for each of ten, in one process. A run
 * has a part that does not depend on its nodes, so the detail also says what one node more costs at either end.
 */
import type { Measurement } from "../benchmark.ts";
import { benchScenario } from "../preparation/benchScenario.ts";
import { runPreparation } from "../preparation/runPreparation.ts";
import { median, rounded } from "../statistics.ts";
import { type ProcessorTime, profiled } from "./processorTime.ts";

const FEW = 10;
const SOME = 100;
const MANY = 1000;
/** Of the small ones, as many before the large one as after it. */
const ROUNDS = 3;

export async function measureReplayGrowth(): Promise<Measurement> {
  // What is run for the first time is compiled first.
  await ownMilliseconds(SOME);
  const few: number[] = [];
  const some: number[] = [];
  const small = async () => {
    for (let round = 0; round < ROUNDS; round++) few.push(await ownMilliseconds(FEW));
    some.push(await ownMilliseconds(SOME));
  };
  await small();
  const many = await ownMilliseconds(MANY);
  await small();
  return judge(median(few), median(some), many);
}

async function ownMilliseconds(nodes: number): Promise<number> {
  let time: ProcessorTime | undefined;
  await runPreparation(benchScenario(nodes), async (run) => {
    const measured = await profiled(run);
    ({ time } = measured);
    return measured.result;
  });
  if (time === undefined) throw new Error("nothing was measured");
  console.error(
    `${nodes} nodes: app ${rounded(time.app)} ms, host ${rounded(time.host)} ms, simulators ${rounded(time.simulators)} ms`,
  );
  return time.app + time.host;
}

function judge(few: number, some: number, many: number): Measurement {
  const early = (some - few) / (SOME - FEW);
  const late = (many - some) / (MANY - SOME);
  return {
    value: many / MANY / (few / FEW),
    detail:
      `${rounded(many / MANY)} ms / ${rounded(few / FEW)} ms for each node; one node more: ${rounded(late)} ms from ${SOME} on, ` +
      `${rounded(early)} ms before (${rounded(late / early, 2)})`,
  };
}
