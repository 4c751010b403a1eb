/** `faults`: schedules of faults, checked by invariants; the first that breaks one is printed as a scenario. */
import { plant } from "../faults/planted/plant.ts";
import type { FaultsReport } from "../faults/report.ts";
import { replaySchedule, runFaults } from "../faults/runFaults.ts";
import type { CommandOptions } from "./commands.ts";

const HELD = 0;
const BROKEN = 1;

/** Answers the exit code. An interruption ends it after the run that goes on. */
export async function runFaultsCommand(
  { runs, seed, from, replay, planted, json }: CommandOptions<"faults">,
  signal: AbortSignal,
): Promise<number> {
  const bug = planted === undefined ? {} : plant(planted);
  const onProgress = (line: string) => void process.stderr.write(`${line}\n`);
  const report =
    replay === undefined
      ? await runFaults({ runs, seed, from, planted: bug, untilBroken: planted !== undefined, onProgress, signal })
      : await replaySchedule(replay, bug);
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : inWords(report));
  return report.broken === 0 ? HELD : BROKEN;
}

function inWords({ runs, faults, longestSchedule, invariantsChecked, broken, firstFailure }: FaultsReport): string {
  const kinds = Object.entries(faults).toSorted(([, one], [, other]) => other - one);
  const lines = [
    `${runs} runs, ${invariantsChecked} checks, ${broken} broken; the longest has ${longestSchedule} events.`,
    `Faults and events: ${kinds.map(([kind, times]) => `${kind} ${times}`).join(", ")}`,
  ];
  if (firstFailure !== undefined) {
    const { run, seed, invariant, found, scenario } = firstFailure;
    lines.push(
      `Broken first in run ${run} (seed ${seed}): ${invariant}: ${found}`,
      "Reduced to what matters; save it as FILE.json and run it with --replay FILE.json:",
      JSON.stringify(scenario),
    );
  }
  return `${lines.join("\n")}\n`;
}
