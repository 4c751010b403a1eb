/** Answers to a chat that take longer than its three seconds: a plan, and what becomes of a click. */
import { ClientFault } from "../clients/errors.ts";
import { type ChatReply, planReply, slackReply } from "../domain/chat/chatReply.ts";
import {
  type ApprovalRow,
  approvalCode,
  approvalRowKey,
  type ChatRow,
  chatRowKey,
  newestPlanRowKey,
} from "../domain/chat/chatRows.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { StepInput, StepOutput } from "../domain/steps.ts";
import type { ActivityDeps } from "./deps.ts";
import { planRequest } from "./planPreparation.ts";

/** Run twice it shows the plan twice: a message is replaced, so that nobody sees it. */
export async function sayInChat(
  deps: ActivityDeps,
  { chat }: StepInput<"sayInChat">,
): Promise<StepOutput<"sayInChat">> {
  const { partition, row } = chatRowKey(chat);
  const stored = (await deps.tables.preparations.read<ChatRow>(partition, row))?.value;
  if (stored === undefined) return {};
  const reply = stored.request === undefined ? stored.say : await planned(deps, stored.request, stored);
  if (reply !== undefined && stored.responseUrl !== undefined) await say(deps, stored.responseUrl, reply);
  return {};
}

async function planned(deps: ActivityDeps, request: PreparationRequest, { actor }: ChatRow): Promise<ChatReply> {
  const { cluster } = request;
  try {
    const plan = await planRequest(deps, request);
    const code = approvalCode(cluster, plan.hash);
    const reply = planReply(plan, code);
    const approval: ApprovalRow = {
      cluster,
      request,
      planHash: plan.hash,
      askedBy: actor,
      at: deps.now().toISOString(),
      reply,
    };
    for (const key of [approvalRowKey(code), newestPlanRowKey(cluster)]) {
      await deps.tables.preparations.put(key.partition, key.row, approval);
    }
    return reply;
  } catch (error) {
    // What may pass is tried again; a person hears of the rest.
    if (!(error instanceof ClientFault) || error.details.retry !== "never") throw error;
    return {
      title: `No plan for ${cluster.name}`,
      lines: [error.message, "Remove the cause, then ask again. Nothing was changed."],
    };
  }
}

/** The message that was clicked, or that said "on its way", gives way to this one. */
async function say({ chat }: ActivityDeps, responseUrl: string, reply: ChatReply): Promise<void> {
  const body = { ...slackReply(reply), replace_original: true, response_type: "in_channel" };
  await chat.post(responseUrl, { "content-type": "application/json" }, JSON.stringify(body));
}
