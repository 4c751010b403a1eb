import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAllowedHost, mayBePrivate, parseAllowedHosts } from "../../../src/domain/notify/notifyAllowance.ts";

const { hosts } = parseAllowedHosts(
  "hooks.slack.com, *.webhook.office.com,alerts.example:8443, private:receiver.internal, private:[fd00::1]:9443",
);

describe("the hosts that may be notified", () => {
  it.each([
    "https://hooks.slack.com/services/T/B/x",
    "https://HOOKS.slack.com./x",
    "https://contoso.webhook.office.com/x",
    "https://alerts.example:8443/",
    "https://receiver.internal/",
    "https://[fd00::1]:9443/",
  ])("%s is one of them", (url) => {
    expect(isAllowedHost(url, hosts)).toBe(true);
  });

  it.each([
    "http://hooks.slack.com/",
    "https://hooks.slack.com:8443/",
    "https://hooks.slack.com.evil.example/",
    "https://evilhooks.slack.com/",
    "https://webhook.office.com/",
    "https://xwebhook.office.com/",
    "https://alerts.example/",
    "https://hooks.slack.com@evil.example/",
    "https://127.0.0.1/",
    "nothing",
  ])("%s is none of them", (url) => {
    expect(isAllowedHost(url, hosts)).toBe(false);
  });

  it("are at a private address only where that is said", () => {
    expect(mayBePrivate("https://receiver.internal/", hosts)).toBe(true);
    expect(mayBePrivate("https://hooks.slack.com/", hosts)).toBe(false);
  });

  it("are named one by one: what has another form is told", () => {
    expect(parseAllowedHosts("https://a.example, *, b.example/path, c.example").wrong).toEqual([
      "https://a.example",
      "*",
      "b.example/path",
    ]);
    expect(parseAllowedHosts(" , ")).toEqual({ hosts: [], wrong: [] });
  });

  it("never make anything throw", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (list, host) => {
        expect(() => isAllowedHost(`https://${host}/`, parseAllowedHosts(list).hosts)).not.toThrow();
      }),
    );
  });
});
