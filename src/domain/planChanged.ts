/** What was approved is not what would be done: a finding that blocks, with the difference in words. */
import type { Finding } from "./findings.ts";
import type { PlanDifference } from "./planHash.ts";

export function planChanged(differences: readonly PlanDifference[]): Finding {
  return {
    code: "PlanChanged",
    severity: "block",
    subject: "cluster",
    found: `this is not the plan that was approved: ${differencesInWords(differences)}`,
    action: "Make a new plan (POST /api/plans), look at what has changed, and start with its hash.",
  };
}

const MOST_DIFFERENCES = 10;

function differencesInWords(differences: readonly PlanDifference[]): string {
  const words = differences.slice(0, MOST_DIFFERENCES).map(inWords);
  const more = differences.length - words.length;
  return `${words.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

function inWords({ part, change, was, now }: PlanDifference): string {
  if (change === "added") return `${part} is new (${now ?? "unknown"})`;
  if (change === "removed") return `${part} is gone (it was ${was ?? "unknown"})`;
  if (was === undefined || now === undefined) return `${part} has changed`;
  return was === now ? `${part} has changed (${now}, with other details)` : `${part} was ${was} and is ${now}`;
}
