/** Messages of chats. Who may is in the message: the routes themselves check its signature. */
import * as z from "zod";
import { chatWithSlack, chatWithTeams } from "../chat/chatops.ts";
import type { Operation } from "../operation.ts";

const SLACK_MESSAGE =
  "team_id=T123&user_id=U123&user_name=ada&command=%2Flamplighter&text=status&trigger_id=1.2.3&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1";
const TEAMS_MESSAGE = {
  ...{ type: "message", id: "1485983408511", timestamp: "2026-11-24T10:00:00.000Z" },
  text: "<at>Lamplighter</at> status",
  from: { aadObjectId: "0b1f6471-1bf0-4dda-aec3-111122223333", name: "Ada" },
  channelData: { tenant: { id: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11" } },
};

/** Slack's and Microsoft's own documents say what is in it. */
const message = z.looseObject({});

export const chatOperations: readonly Operation[] = [
  {
    ...{
      name: "chatWithSlack",
      method: "POST",
      route: "chatops/slack",
      role: "anyone",
      tag: "Chat",
      handle: chatWithSlack,
    },
    summary: "A slash command or a click in Slack",
    description: "Signed by Slack (`X-Slack-Signature`). A message that comes again is not heard again.",
    body: {
      schema: z.string(),
      examples: { status: SLACK_MESSAGE },
      mediaType: "application/x-www-form-urlencoded",
    },
    answers: {
      200: {
        description:
          "A message of Block Kit; empty when it was a click: what becomes of it is said into the conversation",
        schema: message,
        examples: { help: { response_type: "ephemeral", text: "Lamplighter", blocks: [] } },
      },
    },
    problems: ["ChatSignatureInvalid", "ChatNotConfigured"],
  },
  {
    ...{
      name: "chatWithTeams",
      method: "POST",
      route: "chatops/teams",
      role: "anyone",
      tag: "Chat",
      handle: chatWithTeams,
    },
    summary: "A message to the outgoing webhook in Teams",
    description: "Signed by Teams (`Authorization: HMAC ...`). A message that comes again is not heard again.",
    body: { schema: message, examples: { status: TEAMS_MESSAGE } },
    answers: {
      200: {
        description: "A message with an Adaptive Card",
        schema: message,
        examples: { help: { type: "message", attachments: [] } },
      },
    },
    problems: ["ChatSignatureInvalid", "ChatNotConfigured"],
  },
];
