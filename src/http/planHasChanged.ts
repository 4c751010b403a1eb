/** The refusal of a start whose plan was approved, when the world asks for another plan by now. */
import type { HttpResponseInit } from "@azure/functions";
import type { Finding } from "../domain/findings.ts";
import type { Plan } from "../domain/plan.ts";
import { problem } from "./problem.ts";

export function planHasChanged({ hash, difference = [] }: Plan, finding: Finding): HttpResponseInit {
  return problem({
    status: 409,
    code: "PlanChanged",
    title: "The plan that was approved is not the one that would be followed now",
    detail: finding.found,
    action: `${finding.action} Nothing was started.`,
    more: { difference, planHash: hash, findings: [finding] },
  });
}
