import { describe, expect, it } from "vitest";
import { cloudEvent, messageOf } from "../../../src/domain/notify/cloudEvent.ts";
import {
  driftNotice,
  endedNotice,
  NOTICE_KINDS,
  type Notice,
  startedNotice,
} from "../../../src/domain/notify/notice.ts";
import type { RecordSummary } from "../../../src/domain/record.ts";
import { aPlan } from "../../support/plans.ts";
import { aRequest, CLUSTER } from "../../support/requests.ts";

const OCCASION = { cluster: CLUSTER, preparationId: "0b5e7c1a", at: "2026-11-24T10:00:00.000Z" };

function aRecord(changes: Partial<RecordSummary> = {}): Omit<RecordSummary, "live"> {
  return {
    ...{ id: "0b5e7c1a", cluster: CLUSTER, profile: "self-managed", verdict: "ready", level: "L2" },
    ...{ findings: [], changes: { arm: 1, kubernetes: 2, nodes: 3 }, checks: [], conditions: [], timings: [] },
    pools: [{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: 2, ready: 2 }],
    ...{ startedAt: "2026-11-24T09:00:00.000Z", finishedAt: "2026-11-24T10:00:00.000Z" },
    ...changes,
  };
}

describe("a notice as a CloudEvent", () => {
  it("says what happened to which cluster, where it comes from, and of which preparation", () => {
    expect(cloudEvent(endedNotice(aRecord()), false)).toMatchObject({
      specversion: "1.0",
      id: "0b5e7c1a:ready",
      source: expect.stringMatching(/^\/subscriptions\/.*\/managedClusters\/aks-llm-d$/) as string,
      type: "dev.lamplighter.preparation.ready",
      subject: "0b5e7c1a",
      time: "2026-11-24T10:00:00.000Z",
      datacontenttype: "application/json",
      data: { event: "ready", live: false, cluster: CLUSTER, verdict: "ready", pools: [{ name: "h100", ready: 2 }] },
    });
  });

  it.each([
    ["ready", "ready"],
    ["notReady", "failed"],
    ["blocked", "blocked"],
    ["cancelled", "cancelled"],
  ] as const)("is of a kind of its own for each verdict: %s", (verdict, kind) => {
    expect(endedNotice(aRecord({ verdict })).kind).toBe(kind);
  });

  it("has an id that tells kinds apart and is the same for the same event", () => {
    const drift = () =>
      driftNotice({ ...OCCASION, about: "verification-7" }, [
        { node: "aks-h100-1", pool: "h100", reason: "node image 202608.14 -> 202609.03" },
      ]);
    expect(drift()).toEqual(drift());
    expect(cloudEvent(drift(), true)).toMatchObject({
      id: "verification-7:drift",
      type: "dev.lamplighter.cluster.drift",
    });
    expect(startedNotice(OCCASION, aPlan(aRequest())).id).not.toBe(endedNotice(aRecord()).id);
  });

  it("stays small however much was found", () => {
    const finding = {
      code: "PoolFailed",
      severity: "fail",
      subject: "pool/x",
      found: "x".repeat(2000),
      action: "y",
    } as const;
    const notice = endedNotice(aRecord({ verdict: "notReady", findings: Array.from({ length: 500 }, () => finding) }));
    expect(JSON.stringify(cloudEvent(notice, true)).length).toBeLessThan(32 * 1024);
    expect(notice.data).toMatchObject({ findingCount: 500 });
  });
});

describe("a notice as a chat message", () => {
  const hostile: Notice = {
    ...endedNotice(aRecord()),
    summary: "<!channel> & <@U1>",
    lines: ["<!here> [click](https://evil.example) <at>everybody</at>"],
  };

  it("mentions nobody in Slack", () => {
    const { body } = messageOf(hostile, "slack", true);
    const { text, blocks } = JSON.parse(body) as { text: string; blocks: unknown[] };
    expect(text).toContain("&lt;!channel&gt; &amp; &lt;@U1&gt;");
    expect(JSON.stringify(blocks[1])).not.toMatch(/<[!@]/);
  });

  it("links nobody in Teams, and is one card", () => {
    const { body } = messageOf(hostile, "teams", false);
    const { attachments } = JSON.parse(body) as {
      attachments: { contentType: string; content: { body: unknown[] } }[];
    };
    expect(attachments).toHaveLength(1);
    expect(attachments[0]?.contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(JSON.stringify(attachments[0]?.content.body[1])).not.toContain("[click](");
  });

  it("says when it is about a simulated world", () => {
    for (const type of ["slack", "teams"] as const) {
      expect(messageOf(endedNotice(aRecord()), type, false).body).toContain("simulated");
      expect(messageOf(endedNotice(aRecord()), type, true).body).not.toContain("simulated");
    }
  });

  it("has a sign for each kind", () => {
    const signs = NOTICE_KINDS.map((kind) => messageOf({ ...hostile, kind }, "slack", true).body.length);
    expect(signs.every((length) => length > 0)).toBe(true);
  });
});
