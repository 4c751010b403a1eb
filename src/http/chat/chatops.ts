/**
 * POST /api/chatops/slack and /teams: signed messages of a chat. Answered within the three seconds that a chat waits; each
 * message is heard once, however often it comes.
 */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Caller } from "../../domain/caller.ts";
import { type ChatReply, slackReply, teamsReply } from "../../domain/chat/chatReply.ts";
import { type ChatRow, chatId, chatRowKey } from "../../domain/chat/chatRows.ts";
import { roleOf } from "../../domain/chat/chatUsers.ts";
import { parseCommand } from "../../domain/chat/command.ts";
import { isFromSlack, isFromTeams, isRecent } from "../../domain/chat/signature.ts";
import { ORCHESTRATIONS } from "../../domain/orchestrations.ts";
import type { OpenContext } from "../deps.ts";
import { json } from "../json.ts";
import { problem } from "../problem.ts";
import { carryOut } from "./chatCommands.ts";
import { type ChatMessage, readSlackMessage, readTeamsMessage } from "./chatMessage.ts";

export async function chatWithSlack(request: HttpRequest, context: OpenContext): Promise<HttpResponseInit> {
  const { slackSecret } = context.chat;
  if (slackSecret === undefined) return notConfigured("Slack", "LAMPLIGHTER_SLACK_SIGNING_SECRET");
  const body = new Uint8Array(await request.arrayBuffer());
  const signature = request.headers.get("x-slack-signature") ?? undefined;
  const timestamp = request.headers.get("x-slack-request-timestamp") ?? undefined;
  if (!isFromSlack({ body, signature, timestamp }, slackSecret, context.now())) return notSigned("Slack");
  const message = readSlackMessage(new TextDecoder().decode(body));
  // Slack asks now and then whether the certificate is good.
  if (message === undefined) return json(200, {});
  const reply = await hear(message, request, context);
  // What a click is answered is said into the conversation.
  if (message.isClick) return json(200, {});
  return json(200, { ...slackReply(reply ?? ALREADY_RECEIVED), response_type: "ephemeral" });
}

export async function chatWithTeams(request: HttpRequest, context: OpenContext): Promise<HttpResponseInit> {
  const { teamsToken } = context.chat;
  if (teamsToken === undefined) return notConfigured("Teams", "LAMPLIGHTER_TEAMS_TOKEN");
  const body = new Uint8Array(await request.arrayBuffer());
  const signature = request.headers.get("authorization") ?? undefined;
  if (!isFromTeams({ body, signature }, teamsToken)) return notSigned("Teams");
  const message = readTeamsMessage(new TextDecoder().decode(body));
  if (message === undefined || !isRecent(message.sentAt, context.now())) return notSigned("Teams");
  const reply = await hear(message, request, context);
  return json(200, teamsReply(reply ?? ALREADY_RECEIVED));
}

const ALREADY_RECEIVED: ChatReply = { title: "Already received", lines: ["This message was answered before."] };

/** Undefined: it was heard before. What fails before it is carried out is forgotten, so that it may come again. */
async function hear(message: ChatMessage, request: HttpRequest, context: OpenContext): Promise<ChatReply | undefined> {
  const { preparations } = context.tables;
  const { platform, group, user, userName } = message;
  const actor = { id: `${platform}:${group}/${user}`, name: `${userName} (${platform})`, via: platform };
  const id = chatId(platform, message.delivery);
  const { partition, row } = chatRowKey(id);
  const heard: ChatRow = { receivedAt: context.now().toISOString(), actor };
  if (!(await preparations.insert(partition, row, heard))) return undefined;
  const role = roleOf(context.chat.users, platform, group, user);
  const caller: Caller = { ...actor, role: role ?? "reader" };
  try {
    const { reply, plan } = await carryOut(parseCommand(message.text), role, request, { ...context, caller });
    const later = { ...(plan === undefined ? {} : { request: plan }), ...(message.isClick ? { say: reply } : {}) };
    if (Object.keys(later).length > 0) {
      const { responseUrl } = message;
      await preparations.put(partition, row, {
        ...heard,
        ...later,
        ...(responseUrl === undefined ? {} : { responseUrl }),
      });
      await context.runs.start(ORCHESTRATIONS.answerChat, `chat:${id}`, { chat: id });
    }
    return reply;
  } catch (error) {
    await preparations.remove(partition, row);
    throw error;
  }
}

function notConfigured(platform: string, variable: string): HttpResponseInit {
  return problem({
    status: 503,
    code: "ChatNotConfigured",
    title: `${platform} is not set up`,
    detail: `This app has no secret with which messages of ${platform} could be checked.`,
    action: `Whoever runs the app sets ${variable} (docs/operations.md, "Chat").`,
  });
}

/** Not which part was wrong: who signs knows it, nobody else needs to. */
function notSigned(platform: string): HttpResponseInit {
  return problem({
    status: 401,
    code: "ChatSignatureInvalid",
    title: "The signature is not good",
    detail: `The message was not signed by ${platform} with this app's secret within the last five minutes.`,
    action: "Compare the secret with that of the chat, and the clock of this machine with the time.",
  });
}
