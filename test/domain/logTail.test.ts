/** The end of a log, as findings carry it. */
import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { logTail } from "../../src/domain/logTail.ts";

describe("the end of a log", () => {
  it("is its last 50 lines", () => {
    const lines = Array.from({ length: 80 }, (_, index) => `line ${index}`);
    expect(logTail(`${lines.join("\n")}\n`)).toBe(lines.slice(-50).join(" | "));
  });

  it("is bounded, and keeps the newest", () => {
    const log = Array.from({ length: 50 }, (_, index) => `${index} ${"x".repeat(400)}`).join("\n");
    expect(logTail(`${log}\nthe end`)).toMatch(/^\.\.\. .*the end$/s);
    assert(property(string({ maxLength: 9000 }), (text) => logTail(text).length < 2500));
  });

  it.each([
    ["Authorization: Bearer abcdefgh12345678", "abcdefgh12345678"],
    ["token eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl", "eyJzdWIi"],
    ["GET https://user:hunter2@charts.example.com/index.yaml", "hunter2"],
    ["password: hunter2, retrying", "hunter2"],
    ['"clientSecret":"hunter2"', "hunter2"],
    ["https://x.blob.core.windows.net/c?sv=2024&sig=hunter2%3D", "hunter2"],
    ["AccountKey=hunter2==;", "hunter2"],
  ])("does not tell secrets: %s", (line, secret) => {
    expect(logTail(line)).not.toContain(secret);
  });

  it("leaves what is no secret as it is", () => {
    const line = "Error: chart matching 0.99.0 not found in nvdp index (https://nvidia.github.io/k8s-device-plugin)";
    expect(logTail(line)).toBe(line);
  });
});
