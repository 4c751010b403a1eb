/** Messages of Slack and Teams, as far as they are listened to. Whoever calls has checked their signature. */
import * as z from "zod";
import { ACTION_PREFIX } from "../../domain/chat/chatReply.ts";
import type { ChatPlatform } from "../../domain/chat/chatUsers.ts";

export interface ChatMessage {
  platform: ChatPlatform;
  /** Slack's team, the tenant of Teams. */
  group: string;
  user: string;
  userName: string;
  text: string;
  /** What the platform calls this one message. */
  delivery: string;
  /** On a button: what is answered replaces the message that it is in. */
  isClick: boolean;
  responseUrl?: string;
  /** ISO 8601. */
  sentAt?: string;
}

const text = z.string();

const slashSchema = z.object({
  ...{ team_id: text, user_id: text, user_name: text.default("somebody"), text: text.default("") },
  ...{ trigger_id: text, response_url: text.exactOptional() },
});

const clickSchema = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: text, team_id: text, username: text.default("somebody") }),
  trigger_id: text,
  response_url: text.exactOptional(),
  actions: z.tuple([z.object({ action_id: text.startsWith(ACTION_PREFIX), value: text })]),
});

/** Undefined: nothing that asks for an answer. */
export function readSlackMessage(body: string): ChatMessage | undefined {
  const form = Object.fromEntries(new URLSearchParams(body));
  const slash = slashSchema.safeParse(form);
  if (slash.success) {
    const {
      team_id: group,
      user_id: user,
      user_name: userName,
      text: said,
      trigger_id: delivery,
      response_url: url,
    } = slash.data;
    return {
      platform: "slack",
      group,
      user,
      userName,
      text: said,
      delivery,
      isClick: false,
      ...(url === undefined ? {} : { responseUrl: url }),
    };
  }
  const click = clickSchema.safeParse(parsed(form["payload"]));
  if (!click.success) return undefined;
  const {
    user,
    actions: [action],
    trigger_id: delivery,
    response_url: url,
  } = click.data;
  const said = `${action.action_id.slice(ACTION_PREFIX.length)} ${action.value}`;
  return {
    platform: "slack",
    group: user.team_id,
    user: user.id,
    userName: user.username,
    text: said,
    delivery,
    isClick: true,
    ...(url === undefined ? {} : { responseUrl: url }),
  };
}

const activitySchema = z.object({
  ...{ type: z.literal("message"), id: text, timestamp: text, text: text.default("") },
  from: z.object({ aadObjectId: text, name: text.default("somebody") }),
  channelData: z.object({ tenant: z.object({ id: text }) }),
});

export function readTeamsMessage(body: string): ChatMessage | undefined {
  const activity = activitySchema.safeParse(parsed(body));
  if (!activity.success) return undefined;
  const { id, timestamp, text: said, from, channelData } = activity.data;
  return {
    platform: "teams",
    group: channelData.tenant.id,
    user: from.aadObjectId,
    userName: from.name,
    text: said,
    delivery: `${id}/${timestamp}`,
    isClick: false,
    sentAt: timestamp,
  };
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "") as unknown;
  } catch {
    return undefined;
  }
}
