import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isFromSlack, isFromTeams, isRecent } from "../../../src/domain/chat/signature.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Slack's documentation, "Verifying requests from Slack". */
const SLACK = {
  secret: "8f742231b10e8888abcd99yyyzzz85a5",
  timestamp: "1531420618",
  body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
  signature: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
};

function isGood(changes: Partial<typeof SLACK> & { nowSeconds?: number } = {}): boolean {
  const { secret, timestamp, body, signature } = { ...SLACK, ...changes };
  const now = new Date((changes.nowSeconds ?? Number(SLACK.timestamp)) * 1000);
  return isFromSlack({ body: bytes(body), signature, timestamp }, secret, now);
}

describe("a message of Slack", () => {
  it("verifies as in Slack's own example, for five minutes in either direction", () => {
    const sent = Number(SLACK.timestamp);
    expect([sent, sent + 300, sent - 300].map((nowSeconds) => isGood({ nowSeconds }))).toEqual([true, true, true]);
    expect([sent + 301, sent - 301].map((nowSeconds) => isGood({ nowSeconds }))).toEqual([false, false]);
  });

  it("does not with one byte changed, wherever it is", () => {
    expect(isGood({ body: `${SLACK.body.slice(0, -1)}d` })).toBe(false);
    expect(isGood({ body: `${SLACK.body} ` })).toBe(false);
    expect(isGood({ signature: `${SLACK.signature.slice(0, -1)}4` })).toBe(false);
    expect(isGood({ timestamp: "1531420619" })).toBe(false);
    expect(isGood({ secret: "8f742231b10e8888abcd99yyyzzz85a6" })).toBe(false);
  });

  it.each(["", "now", "1531420618.5", "-1", "1e9"])("does not with %j for its time", (timestamp) => {
    expect(isGood({ timestamp })).toBe(false);
  });
});

describe("a message of Teams", () => {
  /** As Microsoft's samples do it: the token is Base64, the signature too. */
  const token = Buffer.from("a token as Teams shows it once").toString("base64");
  const body = '{"type":"message","text":"grüße"}';
  const signature = `HMAC ${createHmac("sha256", Buffer.from(token, "base64")).update(body, "utf8").digest("base64")}`;

  it("verifies with the token, and not with one byte changed", () => {
    expect(isFromTeams({ body: bytes(body), signature }, token)).toBe(true);
    expect(isFromTeams({ body: bytes(`${body} `), signature }, token)).toBe(false);
    expect(isFromTeams({ body: bytes(body), signature: signature.replace("HMAC ", "Bearer ") }, token)).toBe(false);
    expect(isFromTeams({ body: bytes(body), signature: undefined }, token)).toBe(false);
  });

  it("is recent for five minutes after the moment that it names", () => {
    const sent = "2026-11-24T10:00:00.000Z";
    expect(isRecent(sent, new Date("2026-11-24T10:05:00.000Z"))).toBe(true);
    expect(isRecent(sent, new Date("2026-11-24T10:05:00.001Z"))).toBe(false);
    expect(isRecent(undefined, new Date())).toBe(false);
  });
});
