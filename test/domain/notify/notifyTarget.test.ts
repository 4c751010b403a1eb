import { describe, expect, it } from "vitest";
import { GUIDE_CATALOG } from "../../../src/domain/catalog.ts";
import { parseAllowedHosts } from "../../../src/domain/notify/notifyAllowance.ts";
import { withoutAddresses } from "../../../src/domain/notify/notifyTarget.ts";
import { makePlan } from "../../../src/domain/plan.ts";
import { parseRequest } from "../../../src/domain/request.ts";
import { anInventory } from "../../support/plans.ts";
import { aRequestBody } from "../../support/requests.ts";

const ALLOWANCE = { hosts: parseAllowedHosts("hooks.slack.com,events.example").hosts, signs: true };
const SLACK = "https://hooks.slack.com/services/T000/B000/secret-token";

function parsed(notify: unknown, allowance = ALLOWANCE) {
  return parseRequest(aRequestBody({ notify }), GUIDE_CATALOG, allowance);
}

function problemsOf(notify: unknown, allowance = ALLOWANCE) {
  const result = parsed(notify, allowance);
  return result.ok ? [] : result.problems;
}

describe("receivers in a request", () => {
  it("are taken as they are, when their hosts are allowed", () => {
    const notify = [
      { type: "slack", url: SLACK },
      { type: "webhook", url: "https://events.example/hook?team=1" },
    ];
    expect(parsed(notify)).toMatchObject({ ok: true, request: { notify } });
  });

  it("are refused by host, without a word of the rest of their address", () => {
    const [problem] = problemsOf([{ type: "teams", url: "https://evil.example/hook?sig=secret-token" }]);
    expect(problem).toMatchObject({ path: "notify[0].url" });
    expect(problem?.message).toContain("evil.example");
    expect(problem?.message).toContain("hooks.slack.com, events.example");
    expect(JSON.stringify(problem)).not.toContain("secret-token");
  });

  it.each([
    ["http", "http://events.example/"],
    ["a user", "https://me:secret-token@events.example/"],
    ["a fragment", "https://events.example/#secret-token"],
    ["no URL", "secret-token"],
    ["a number", 7],
  ])("are refused with %s, and nothing of them is repeated", (_what, url) => {
    const problems = problemsOf([{ type: "webhook", url }]);
    expect(problems).toMatchObject([{ path: "notify[0].url" }]);
    expect(JSON.stringify(problems)).not.toContain("secret-token");
  });

  it("that expect a signature are refused where there is no secret; others are not", () => {
    const unsigned = { ...ALLOWANCE, signs: false };
    const [problem] = problemsOf([{ type: "webhook", url: "https://events.example/" }], unsigned);
    expect(problem).toMatchObject({ path: "notify[0].type" });
    expect(problem?.message).toContain("LAMPLIGHTER_NOTIFY_SECRET");
    expect(problemsOf([{ type: "slack", url: SLACK }], unsigned)).toEqual([]);
  });

  it("are named once, and are not many", () => {
    const target = { type: "slack", url: SLACK };
    expect(problemsOf([target, target])).toMatchObject([{ path: "notify", message: "expected each URL once" }]);
    const many = Array.from({ length: 11 }, (_, index) => ({ type: "slack", url: `${SLACK}${index}` }));
    expect(problemsOf(many)).toMatchObject([{ path: "notify" }]);
  });

  it("lose their addresses in a run's input, and a plan is the same with and without them", () => {
    const result = parsed([{ type: "slack", url: SLACK }]);
    if (!result.ok) throw new Error("refused");
    const redacted = withoutAddresses(result.request);
    expect(redacted.notify).toEqual([{ type: "slack", url: "https://hooks.slack.com/" }]);
    const hashes = [result.request, redacted].map((request) => makePlan(request, anInventory(), GUIDE_CATALOG).hash);
    expect(hashes[0]).toBe(hashes[1]);
  });
});
