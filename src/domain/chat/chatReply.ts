/** What a chat is answered, before it is put into a platform's own form. */
import type { Plan } from "../plan.ts";
import { isBlocked } from "../plan.ts";
import { adaptiveCard, cardText, cardTitle, cardWords, type TeamsMessage, teamsMessage } from "./adaptiveCard.ts";
import { actions, button, header, mrkdwn, type SlackMessage, section, slackMessage } from "./blockKit.ts";

export interface ChatReply {
  title: string;
  lines: string[];
  /** By this code the plan that is shown can be approved or rejected. */
  approval?: string;
}

export const ACTION_PREFIX = "lamplighter:";

export function slackReply({ title, lines, approval }: ChatReply): SlackMessage {
  return slackMessage(title, [
    header(title),
    ...lines.map((line) => section(mrkdwn`${line}`)),
    ...(approval === undefined
      ? []
      : [
          actions("approval", [
            button(`${ACTION_PREFIX}approve`, "Approve", approval, "primary"),
            button(`${ACTION_PREFIX}reject`, "Reject", approval, "danger"),
          ]),
        ]),
  ]);
}

/** An outgoing webhook has no buttons that call back: the words to type stand there instead. */
export function teamsReply({ title, lines, approval }: ChatReply): TeamsMessage {
  const words = approval === undefined ? [] : [cardWords(`approve ${approval}   or   reject ${approval}`)];
  return teamsMessage(adaptiveCard([cardTitle(title), ...lines.map((line) => cardText(line)), ...words]));
}

const MOST_STEPS = 15;

/** Of a plan: what it would do, to whom, for how long, and what it costs. */
export function planReply(plan: Plan, approval: string): ChatReply {
  const { cluster, steps, findings, gpus, expectedSeconds } = plan;
  const changing = steps.filter(({ change }) => change !== "none");
  const disturbed = [...new Set(changing.flatMap(({ disturbs = [] }) => disturbs))];
  const disrupts = changing.some((step) => step.disrupts);
  const blocked = isBlocked(plan);
  return {
    title: `Plan for ${cluster.name}${blocked ? ": blocked" : ""}`,
    lines: [
      changing.length === 0
        ? "Nothing would change; every node would be verified."
        : changing
            .slice(0, MOST_STEPS)
            .map(({ subject, action, change }) => `${change} ${subject}: ${action}`)
            .join("\n"),
      ...(changing.length > MOST_STEPS ? [`… and ${changing.length - MOST_STEPS} more steps`] : []),
      disrupts
        ? `Running workloads may notice${disturbed.length === 0 ? "." : `: ${disturbed.slice(0, 10).join(", ")}`}`
        : "No running workload is disturbed.",
      ...(gpus.added > 0 ? [`Costs: ${gpus.added} more GPUs are rented from then on, ${gpus.total} in all.`] : []),
      `Takes about ${Math.max(1, Math.round(expectedSeconds / 60))} minutes.`,
      ...findings.slice(0, 5).map(({ code, subject, found, action }) => `${code} (${subject}): ${found} ${action}`),
    ],
    ...(blocked ? {} : { approval }),
  };
}
