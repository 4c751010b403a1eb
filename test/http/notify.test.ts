/** `notify` in a request: who may be told, what reaches them, and where their addresses are not. */
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NOTIFY_SECRET } from "../../local/appEnvironment.ts";
import { RECEIVER_URL } from "../../local/notify/receiver.ts";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

const TOKEN = "T000-B000-very-secret";
const NOTIFY = [
  { type: "webhook", url: `${RECEIVER_URL}/events?key=${TOKEN}` },
  { type: "slack", url: `${RECEIVER_URL}/services/${TOKEN}` },
];

let world: VirtualWorld;

afterEach(async () => {
  vi.useRealTimers();
  await world.stop();
});

async function open(receiver: Scenario["receiver"] = {}): Promise<void> {
  world = await openVirtualWorld({ ...aScenario(), receiver });
}

/** The run's id, when it has ended and everything was told that can be. */
async function run(): Promise<string> {
  const { body } = await post(world, aRequest({ notify: NOTIFY }));
  await world.runToEnd(aRequest().cluster);
  await world.pass(12 * 3600);
  return String(body["id"]);
}

describe("a request to be notified", () => {
  it("is refused when a host is not allowed, and nothing is started or called", async () => {
    await open();
    const notify = [{ type: "webhook", url: `https://evil.example/${TOKEN}` }];
    const answer = await post(world, aRequest({ notify }));
    expectProblem(answer, 400, "InvalidRequest");
    expect(answer.body["problems"]).toMatchObject([{ path: "notify[0].url" }]);
    expect(JSON.stringify(answer.body)).not.toContain(TOKEN);
    expect(world.host.inspect.instances()).toEqual([]);
  });

  it("brings signed events that a receiver can verify, under ids that stay", async () => {
    await open({ "/events": [{ status: 500 }] });
    const id = await run();
    const events = world.simulators.receiver.received.filter(({ path }) => path === "/events");
    const webhook = new Webhook(NOTIFY_SECRET);
    const verified = events.map(({ body, headers }) => {
      // The library compares with this process's clock, the world has its own.
      vi.setSystemTime(Number(headers["webhook-timestamp"]) * 1000);
      return webhook.verify(body, headers) as { id: string; type: string };
    });
    expect(verified.map((event) => event.id)).toEqual([`${id}:started`, `${id}:started`, `${id}:ready`]);
    expect(events.map(({ headers }) => headers["webhook-id"])).toEqual(verified.map((event) => event.id));
    expect(events[0]?.headers["content-type"]).toBe("application/cloudevents+json");
    vi.setSystemTime(Number(events[0]?.headers["webhook-timestamp"]) * 1000);
    expect(() => webhook.verify(`${events[0]?.body ?? ""} `, events[0]?.headers ?? {})).toThrow(
      "No matching signature",
    );
  });

  it("leaves its addresses in the preparation's own row: no answer, no history, no log has them", async () => {
    await open({ "/events": [{ status: 404 }], [`/services/${TOKEN}`]: [{ status: 500 }] });
    const id = await run();
    const answers = await Promise.all(
      [`/api/preparations/${id}`, `/api/preparations/${id}/nodes`, "/api/preparations"].map((path) => get(world, path)),
    );
    expect(JSON.stringify(answers)).not.toContain(TOKEN);
    const instances = world.host.inspect.instances();
    expect(instances.map(({ name }) => name)).toContain("deliverNotice");
    const histories = instances.map(({ instanceId }) => world.host.inspect.history(instanceId));
    expect(JSON.stringify([instances, histories])).not.toContain(TOKEN);
  });

  it("never changes the verdict: who could not be told is a warning, and is shown with why", async () => {
    await open({ "/events": [{ status: 404 }] });
    const { body } = await get(world, `/api/preparations/${await run()}`);
    expect(body).toMatchObject({
      verdict: "ready",
      findings: [
        {
          code: "NotificationFailed",
          severity: "warn",
          subject: "notify[0]",
          found: expect.stringContaining("404") as string,
        },
      ],
    });
    expect(body["notifications"]).toMatchObject([
      { event: "ready", type: "webhook", host: "receiver.simulated", status: "delivered", attempts: 1 },
      { event: "ready", type: "slack", status: "delivered" },
      { event: "started", type: "webhook", status: "failed", attempts: 1 },
      { event: "started", type: "slack", status: "delivered" },
    ]);
  });

  it("is asked again by a retry of the preparation, to the same addresses", async () => {
    await open();
    const id = await run();
    const again = await world.api("POST", `/api/preparations/${id}/retry`);
    expect(again.status).toBe(202);
    await world.runToEnd(aRequest().cluster);
    await world.pass(60);
    expect(world.simulators.receiver.received.filter(({ path }) => path === "/events")).toHaveLength(4);
  });
});
