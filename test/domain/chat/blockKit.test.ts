import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adaptiveCard, CARD_LIMITS, cardText, cardTitle, teamsMessage } from "../../../src/domain/chat/adaptiveCard.ts";
import {
  actions,
  button,
  context,
  header,
  mrkdwn,
  SLACK_LIMITS,
  type SlackBlock,
  section,
  slackMessage,
} from "../../../src/domain/chat/blockKit.ts";

const anyText = fc.string({ unit: "binary", maxLength: 5000 });

const MOST_CHARACTERS: Record<SlackBlock["type"], number> = {
  ...{ header: SLACK_LIMITS.header, section: SLACK_LIMITS.text, context: SLACK_LIMITS.text },
  actions: SLACK_LIMITS.button,
};

function textOf(block: SlackBlock): string {
  if (block.type === "context") return block.elements[0].text;
  return block.type === "actions" ? (block.elements[0]?.text.text ?? "") : block.text.text;
}

describe("Slack messages", () => {
  it("keep Slack's limits whatever they are made of, and their buttons", () => {
    const blocks = fc.array(
      fc.oneof(
        anyText.map((text) => header(text)),
        anyText.map((text) => section(mrkdwn`${text}`)),
        anyText.map((text) => context(mrkdwn`${text}`)),
      ),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(anyText, blocks, (text, some) => {
        const message = slackMessage(text, [...some, actions("a", [button("approve", text, "x", "primary")])]);
        expect(message.blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
        expect(message.blocks.at(-1)?.type).toBe("actions");
        expect(message.text.length).toBeLessThanOrEqual(5 * SLACK_LIMITS.fallback);
        expect(message.blocks.filter((block) => textOf(block).length > MOST_CHARACTERS[block.type])).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("neither mention nor link anybody from outside text, and can be read back", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = mrkdwn`*bold* ${text}`;
        expect(escaped).not.toMatch(/[<>]/);
        const back = escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
        expect(back).toBe(`*bold* ${text}`);
      }),
    );
  });

  it("are never cut within an escape", () => {
    const block = section(mrkdwn`${"&".repeat(SLACK_LIMITS.text)}`);
    if (block.type !== "section") throw new Error("no section");
    expect(block.text.text.replaceAll("&amp;", "")).toBe("…");
  });

  it("refuse a button whose value Slack would refuse", () => {
    expect(() => button("a", "b", "x".repeat(SLACK_LIMITS.value + 1))).toThrow(RangeError);
  });
});

describe("Adaptive Cards", () => {
  it("stay below what Teams takes, and keep their last element", () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 60 }), (texts) => {
        const card = adaptiveCard([...texts.map((text) => cardText(text)), cardTitle("last")]);
        expect(card.body.length).toBeLessThanOrEqual(CARD_LIMITS.elements);
        expect(card.body.at(-1)).toEqual(cardTitle("last"));
        expect(JSON.stringify(teamsMessage(card)).length).toBeLessThan(28 * 1024 * 3);
      }),
      { numRuns: 30 },
    );
  });

  it("show marks of Markdown as they are", () => {
    expect(cardText("[x](y) *z* <at>a</at>")).toMatchObject({ text: String.raw`\[x\](y) \*z\* \<at\>a\</at\>` });
  });
});
