/** The model of src/activities/scripts/proof.sh. */
import { emit, wordsOf } from "./facts.ts";
import { linesRead } from "./linesRead.ts";
import type { ModelledScript } from "./playScript.ts";

export const proof: ModelledScript = ({ inside }) => {
  const countOf = (pattern: RegExp) => String(inside.devices.filter((path) => pattern.test(path)).length);
  return [
    ...linesRead(inside.limits).flatMap(memlockOf),
    emit("gpus", countOf(/^nvidia[0-9][^/]*$/)),
    emit("uverbs", countOf(/^infiniband\/uverbs[0-9][^/]*$/)),
  ].join("");
};

function memlockOf(line: string): string[] {
  const [first, second, third, soft = "", hard = ""] = wordsOf(line, 6);
  if ([first, second, third].join(" ") !== "Max locked memory") return [];
  return [emit("memlockSoft", soft), emit("memlockHard", hard)];
}
