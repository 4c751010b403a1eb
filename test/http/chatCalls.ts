/** Signed messages of Slack and Teams, as the platforms send them. */
import { createHmac } from "node:crypto";
import { SLACK_SECRET, TEAMS_TOKEN } from "../../local/appEnvironment.ts";
import type { VirtualWorld } from "../scenarios/virtualWorld.ts";

export interface ChatAnswer {
  status: number;
  text: string;
}

let deliveries = 0;

export interface SlackOptions {
  trigger?: string;
  /** Seconds from now. */
  sentAt?: number;
  secret?: string;
}

/** `ada` may prepare, `bob` may read, anybody else is not known. */
export function slash(
  world: VirtualWorld,
  user: string,
  text: string,
  options: SlackOptions = {},
): Promise<ChatAnswer> {
  const form = new URLSearchParams({
    ...{ team_id: "T0", user_id: `U-${user.toUpperCase()}`, user_name: user, command: "/lamplighter", text },
    ...{
      trigger_id: options.trigger ?? `trigger-${++deliveries}`,
      response_url: "https://hooks.slack.com/commands/T0/1/secret",
    },
  });
  return sendToSlack(world, form.toString(), options);
}

export function click(world: VirtualWorld, user: string, action: string, value: string): Promise<ChatAnswer> {
  const payload = {
    type: "block_actions",
    user: { id: `U-${user.toUpperCase()}`, team_id: "T0", username: user },
    ...{ trigger_id: `trigger-${++deliveries}`, response_url: "https://hooks.slack.com/actions/T0/2/secret" },
    actions: [{ action_id: `lamplighter:${action}`, value, type: "button" }],
  };
  return sendToSlack(world, new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

export async function sendToSlack(
  world: VirtualWorld,
  body: string,
  { sentAt = 0, secret = SLACK_SECRET }: SlackOptions = {},
): Promise<ChatAnswer> {
  const timestamp = String(Math.floor(world.clock.now() / 1000) + sentAt);
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": signature,
  };
  const { status, text } = await world.host.request({ method: "POST", url: "/api/chatops/slack", body, headers });
  return { status, text };
}

export function tell(world: VirtualWorld, user: string, text: string): Promise<ChatAnswer> {
  return sendToTeams(world, teamsBody(world, user, text));
}

export function teamsBody(world: VirtualWorld, user: string, text: string): string {
  return JSON.stringify({
    ...{ type: "message", id: `m-${++deliveries}`, timestamp: new Date(world.clock.now()).toISOString() },
    text: `<at>Lamplighter</at> ${text}`,
    from: { aadObjectId: user, name: user },
    channelData: { tenant: { id: "tenant" } },
  });
}

export async function sendToTeams(world: VirtualWorld, body: string): Promise<ChatAnswer> {
  const signature = createHmac("sha256", Buffer.from(TEAMS_TOKEN, "base64")).update(body).digest("base64");
  const headers = { "content-type": "application/json", authorization: `HMAC ${signature}` };
  const answer = await world.host.request({ method: "POST", url: "/api/chatops/teams", body, headers });
  return { status: answer.status, text: answer.text };
}
