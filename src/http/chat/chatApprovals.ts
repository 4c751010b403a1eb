/** A plan that waits in a chat: approved or rejected, by a click or in words. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { actorOf } from "../../domain/caller.ts";
import type { ChatReply } from "../../domain/chat/chatReply.ts";
import { APPROVAL_HOURS, type ApprovalRow, approvalRowKey } from "../../domain/chat/chatRows.ts";
import { idFrom } from "../../domain/madeId.ts";
import type { PreparationRow } from "../../domain/records.ts";
import { makeRow, openPreparation } from "../acceptPreparation.ts";
import type { RouteContext } from "../deps.ts";

/** Twice is once: the preparation's id is made of the approval. */
export async function approve(code: string, request: HttpRequest, context: RouteContext): Promise<ChatReply> {
  const title = `Understood: approve ${code}`;
  const approval = await readApproval(code, context);
  if (approval === undefined) return { title, lines: [`There is no plan ${code} that waits: ask for a new one.`] };
  const { planHash, askedBy } = approval;
  const row: PreparationRow = {
    ...makeRow(idFrom(`chat-approval/${code}/${approval.at}`), { ...approval.request, planHash }, context),
    startedBy: askedBy,
    approvedBy: actorOf(context.caller),
  };
  const answer = await openPreparation(request, context, row);
  return startedReply(title, answer, [`Asked by ${askedBy.name}, approved by ${context.caller.name}.`]);
}

export async function reject(code: string, context: RouteContext): Promise<ChatReply> {
  const title = `Understood: reject ${code}`;
  const approval = await readApproval(code, context);
  if (approval === undefined) return { title, lines: [`There is no plan ${code} that waits.`] };
  const { partition, row } = approvalRowKey(code);
  await context.tables.preparations.remove(partition, row);
  return {
    title,
    lines: [`The plan for ${approval.cluster.name} was rejected by ${context.caller.name}. Nothing was started.`],
  };
}

async function readApproval(code: string, { tables, now }: RouteContext): Promise<ApprovalRow | undefined> {
  if (!/^[0-9a-f]{10}$/i.test(code)) return undefined;
  const { partition, row } = approvalRowKey(code);
  const stored = (await tables.preparations.read<ApprovalRow>(partition, row))?.value;
  const isOpen = stored !== undefined && now().getTime() - Date.parse(stored.at) < APPROVAL_HOURS * 3_600_000;
  return isOpen ? stored : undefined;
}

/** Of what a start was answered. */
export function startedReply(title: string, { status, body }: HttpResponseInit, lines: string[] = []): ChatReply {
  const answer = JSON.parse(typeof body === "string" ? body : "{}") as {
    id?: string;
    detail?: string;
    action?: string;
  };
  if (status === 202)
    return { title, lines: [...lines, `Preparation ${answer.id ?? ""} has begun. status shows how far it is.`] };
  return { title, lines: [answer.detail ?? "It was not started.", answer.action ?? ""].filter((line) => line !== "") };
}
