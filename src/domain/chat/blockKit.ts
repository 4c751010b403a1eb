/**
 * Slack's Block Kit, as far as it is used here, by builders that keep Slack's limits: text is cut, blocks are left out,
 * and a note says so. Text from outside goes through `mrkdwn` alone, which lets it neither mention nor link anybody.
 */
export type SlackBlock =
  | { type: "header"; text: { type: "plain_text"; text: string; emoji: true } }
  | { type: "section"; text: { type: "mrkdwn"; text: string; verbatim: true } }
  | { type: "context"; elements: [{ type: "mrkdwn"; text: string; verbatim: true }] }
  | { type: "actions"; block_id: string; elements: SlackButton[] };

export interface SlackButton {
  type: "button";
  action_id: string;
  value: string;
  text: { type: "plain_text"; text: string; emoji: true };
  style?: "primary" | "danger";
}

export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
  /** Of an answer: seen by the asker alone, or by the channel. */
  response_type?: "ephemeral" | "in_channel";
  replace_original?: boolean;
}

/** Slack's own (Block Kit reference); a character is what `length` counts, which is never fewer than Slack counts. */
export const SLACK_LIMITS = { blocks: 50, header: 150, text: 3000, button: 75, value: 2000, fallback: 4000 } as const;

/** Escaped mrkdwn: made by `mrkdwn` only. */
declare const ESCAPED: unique symbol;
export type Mrkdwn = string & { readonly [ESCAPED]?: true };

/** Values are escaped, the template itself is not. */
export function mrkdwn(template: TemplateStringsArray, ...values: readonly (string | number)[]): Mrkdwn {
  return template.map((part, index) => part + escapeMrkdwn(String(values[index] ?? ""))).join("");
}

/** `<!channel>`, `<@U1>` and links need an angle bracket: without one they are text. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function header(text: string): SlackBlock {
  return { type: "header", text: { type: "plain_text", text: cut(text, SLACK_LIMITS.header), emoji: true } };
}

export function section(text: Mrkdwn): SlackBlock {
  return { type: "section", text: { type: "mrkdwn", text: cut(text, SLACK_LIMITS.text), verbatim: true } };
}

export function context(text: Mrkdwn): SlackBlock {
  return { type: "context", elements: [{ type: "mrkdwn", text: cut(text, SLACK_LIMITS.text), verbatim: true }] };
}

/** `value`: at most 2000 characters; what is longer is a bug. */
export function button(action: string, text: string, value: string, style?: "primary" | "danger"): SlackButton {
  if (value.length > SLACK_LIMITS.value) throw new RangeError(`The value of button ${action} is too long`);
  const label = { type: "plain_text" as const, text: cut(text, SLACK_LIMITS.button), emoji: true as const };
  return { type: "button", action_id: action, value, text: label, ...(style === undefined ? {} : { style }) };
}

export function actions(id: string, elements: SlackButton[]): SlackBlock {
  return { type: "actions", block_id: id, elements };
}

/** `text` is what a phone's notification shows: plain. Buttons outlive what is left out. */
export function slackMessage(text: string, blocks: readonly SlackBlock[]): SlackMessage {
  const fallback = escapeMrkdwn(cut(text, SLACK_LIMITS.fallback / 2));
  if (blocks.length <= SLACK_LIMITS.blocks) return { text: fallback, blocks: [...blocks] };
  const buttons = blocks.filter(({ type }) => type === "actions");
  const others = blocks.filter(({ type }) => type !== "actions");
  const room = SLACK_LIMITS.blocks - 1 - buttons.length;
  const left = context(`… and ${others.length - room} more`);
  return { text: fallback, blocks: [...others.slice(0, room), left, ...buttons] };
}

/** Never within an escape or half a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text
    .slice(0, most - 1)
    .replace(/&[a-z]*$/, "")
    .replace(/[\ud800-\udbff]$/, "")}…`;
}
