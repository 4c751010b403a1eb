/** NotifierPort over real HTTPS on loopback: where it goes, where it does not, and what each answer means. */
import type { LookupFunction } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createReceiver, type Receiver } from "../../local/notify/receiver.ts";
import type { ReceiverAnswer } from "../../local/scenarios/receiverAnswers.ts";
import { createVirtualClock } from "../../local/world/clock.ts";
import { createNotifier } from "../../src/clients/notifier.ts";
import { isPublicAddress } from "../../src/clients/publicAddress.ts";
import { parseAllowedHosts } from "../../src/domain/notify/notifyAllowance.ts";
import { BINDINGS, type Bound } from "./bindings.ts";

const [overHttps] = BINDINGS;
const clock = createVirtualClock({ startAt: 0 });
let bound: Bound | undefined;

afterEach(async () => {
  await bound?.close();
  bound = undefined;
});

async function aReceiver(...answers: ReceiverAnswer[]): Promise<{ receiver: Receiver; port: string; url: string }> {
  const receiver = createReceiver({ "/hook": answers }, clock);
  bound = await overHttps?.bind(receiver.handle, clock);
  const url = `${bound?.endpoint}/hook`;
  return { receiver, url, port: new URL(url).port };
}

function notifier(allow: string, options: { lookup?: LookupFunction; timeoutMs?: number } = {}) {
  return createNotifier({ allowed: parseAllowedHosts(allow).hosts, ...options });
}

/** A resolver that gives these addresses to every name. */
function resolvesTo(...addresses: string[]): LookupFunction {
  return (_hostname, options, callback) => {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (options.all === true) callback(null, found);
    else callback(null, found[0]?.address ?? "", found[0]?.family);
  };
}

describe("a message to an allowed host", () => {
  it("arrives with its headers and its body", async () => {
    const { receiver, url, port } = await aReceiver({ status: 202 });
    await notifier(`private:127.0.0.1:${port}`).post(url, { "content-type": "text/plain" }, "grüße");
    expect(receiver.received).toMatchObject([
      { path: "/hook", body: "grüße", headers: { "content-type": "text/plain" } },
    ]);
  });

  it("goes by name to a private address where that is allowed", async () => {
    const { receiver, port } = await aReceiver();
    await notifier(`private:localhost:${port}`).post(`https://localhost:${port}/hook`, {}, "x");
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    [429, "soon", 7],
    [500, "soon", undefined],
    [503, "soon", undefined],
    [404, "never", undefined],
    [410, "never", undefined],
  ])("that answers %i is tried again %s", async (status, retry, retryAfterSeconds) => {
    const { url, port } = await aReceiver({
      status,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
    const sending = notifier(`private:127.0.0.1:${port}`).post(url, {}, "x");
    await expect(sending).rejects.toMatchObject({
      message: `POST 127.0.0.1:${port}: it answered ${status}`,
      details: { status, retry, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
    });
  });

  it("follows no redirect, not even to itself", async () => {
    const { receiver, url, port } = await aReceiver({ status: 307, location: "/hook" });
    const sending = notifier(`private:127.0.0.1:${port}`).post(url, {}, "x");
    await expect(sending).rejects.toMatchObject({ details: { retry: "never" } });
    await expect(sending).rejects.toThrow("redirects are not followed");
    expect(receiver.received).toHaveLength(1);
  });

  it("does not wait for ever", async () => {
    const { url, port } = await aReceiver({ status: "hang" });
    const sending = notifier(`private:127.0.0.1:${port}`, { timeoutMs: 200 }).post(url, {}, "x");
    await expect(sending).rejects.toMatchObject({ details: { code: "ReceiverUnreachable", retry: "soon" } });
  });

  it("is tried again when the connection is cut, and nothing of the path is in the reason", async () => {
    const { url, port } = await aReceiver({ status: "noAnswer" });
    const sending = notifier(`private:127.0.0.1:${port}`).post(url, {}, "x");
    await expect(sending).rejects.toMatchObject({ details: { code: "ReceiverUnreachable", retry: "soon" } });
    await expect(sending).rejects.not.toThrow("/hook");
  });
});

describe("a message that must not leave", () => {
  it("is to a host that nobody has allowed", async () => {
    const { receiver, url } = await aReceiver();
    await expect(notifier("events.example").post(url, {}, "x")).rejects.toMatchObject({
      details: { code: "HostNotAllowed", retry: "never" },
    });
    expect(receiver.received).toEqual([]);
  });

  it("is to a literal address inside", async () => {
    const { receiver, url, port } = await aReceiver();
    await expect(notifier(`127.0.0.1:${port}`).post(url, {}, "x")).rejects.toThrow(
      "127.0.0.1, which is not on the internet",
    );
    expect(receiver.received).toEqual([]);
  });

  it.each([
    ["127.0.0.1"],
    ["169.254.169.254"],
    ["93.184.216.34", "10.0.0.7"],
    ["::1"],
    ["::ffff:127.0.0.1"],
    ["fd00::1"],
  ])("is to a name that is at %s by the time of the connection", async (...addresses) => {
    const { receiver, port } = await aReceiver();
    const sending = notifier(`localhost:${port}`, { lookup: resolvesTo(...addresses) });
    await expect(sending.post(`https://localhost:${port}/hook`, {}, "x")).rejects.toMatchObject({
      details: { code: "HostNotAllowed", retry: "never" },
    });
    expect(receiver.received).toEqual([]);
  });
});

describe("addresses on the internet", () => {
  it.each(["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1"])("%s is one", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(
    ["0.0.0.0", "100.64.1.1", "168.63.129.16", "172.31.0.1", "192.168.1.1", "224.0.0.1", "255.255.255.255"].concat([
      "::",
      "::1",
      "fe80::1",
      "fc00::1",
      "64:ff9b::7f00:1",
      "2002:7f00:1::",
      "2001:db8::1",
      "ff02::1",
      "::7f00:1",
      "x",
    ]),
  )("%s is none", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
