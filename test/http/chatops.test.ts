/** POST /api/chatops/slack and /teams: who is heard, what is understood, and that nothing costs before it is approved. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PreparationRow } from "../../src/domain/records.ts";
import { preparationRowKey } from "../../src/domain/records.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, post } from "./apiCalls.ts";
import { click, sendToSlack, sendToTeams, slash, teamsBody, tell } from "./chatCalls.ts";

let world: VirtualWorld;

beforeEach(async () => {
  world = await openVirtualWorld(aScenario());
});

afterEach(() => world.stop());

const { cluster } = aRequest();

async function prepared(): Promise<string> {
  const { body } = await post(world, aRequest());
  await world.runToEnd(cluster);
  return String(body["id"]);
}

function runs(): string[] {
  return world.host.inspect.instances().flatMap(({ name }) => (name === "prepareCluster" ? [name] : []));
}

/** What was written into Slack's conversations, newest last. */
function said(): {
  text: string;
  replace_original: boolean;
  blocks: { type: string; elements?: { value: string }[] }[];
}[] {
  return world.simulators.receiver.received.map(({ body }) => JSON.parse(body) as ReturnType<typeof said>[number]);
}

async function newestPreparation(): Promise<PreparationRow> {
  const { body } = await world.api("GET", "/api/preparations");
  const [newest] = (body as { preparations: { id: string }[] }).preparations;
  const { partition, row } = preparationRowKey(newest?.id ?? "");
  const stored = await world.tables.preparations.read<PreparationRow>(partition, row);
  if (stored === undefined) throw new Error("no preparation");
  return stored.value;
}

describe("a message of Slack", () => {
  it("is heard when it is signed, and answered to the asker alone", async () => {
    const { status, text } = await slash(world, "nobody", "help");
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      response_type: "ephemeral",
      blocks: [{ type: "header" }, {}, {}, {}, {}, {}],
    });
  });

  it.each([
    ["too late", { sentAt: -302 }],
    ["from the future", { sentAt: 302 }],
    ["signed with another secret", { secret: "another-secret-of-somebody" }],
  ])("is refused when it is %s", async (_what, options) => {
    expect(await slash(world, "ada", "status", options)).toMatchObject({ status: 401 });
  });

  it("that comes again is not heard again", async () => {
    await prepared();
    expect((await slash(world, "ada", "retry", { trigger: "once" })).text).toContain("has begun");
    await world.runToEnd(cluster);
    expect((await slash(world, "ada", "retry", { trigger: "once" })).text).toContain("Already received");
    expect((await newestPreparation()).record).toBeDefined();
  });

  it("that only asks whether somebody is there gets an empty answer", async () => {
    expect(await sendToSlack(world, "ssl_check=1&token=x")).toEqual({ status: 200, text: "{}" });
  });

  it("names the nearest command for a wrong word, and does nothing", async () => {
    expect((await slash(world, "ada", "statsu")).text).toContain('did you mean \\"status\\"?');
  });

  it.each(["prepare", "cancel", "retry", "approve 0123456789", "reject 0123456789", "verify"])(
    "of a reader is refused: %s",
    async (text) => {
      expect((await slash(world, "bob", text)).text).toContain("Not allowed");
      expect(runs()).toEqual([]);
    },
  );

  it("of somebody who is not known gets help and nothing else, and names the way to a role", async () => {
    expect((await slash(world, "eve", "status")).text).toContain("slack:T0/U-EVE");
  });

  it("may name a cluster by a short name, or none where there is one; an unknown one is told", async () => {
    const id = await prepared();
    for (const text of ["status", "status aks-llm-d", "status llm-serving/aks-llm-d", `status ${id}`]) {
      expect((await slash(world, "bob", text)).text).toContain(`Preparation ${id}: ready`);
    }
    expect((await slash(world, "bob", "status other")).text).toContain("No cluster");
  });
});

describe("a plan in Slack", () => {
  it("is shown, approved by a click of a preparer, and runs; who asked and who approved are kept", async () => {
    await prepared();
    expect((await slash(world, "bob", "plan aks-llm-d")).text).toContain("Understood: plan aks-llm-d");
    await world.pass(60);
    const plan = said().at(-1);
    expect(plan).toMatchObject({ text: "Plan for aks-llm-d", replace_original: true });
    const code = plan?.blocks.at(-1)?.elements?.[0]?.value ?? "";
    expect(await click(world, "bob", "approve", code)).toEqual({ status: 200, text: "{}" });
    await world.pass(10);
    expect(JSON.stringify(said().at(-1))).toContain("Not allowed");
    expect(await click(world, "ada", "approve", code)).toEqual({ status: 200, text: "{}" });
    await world.runToEnd(cluster);
    expect(JSON.stringify(said().at(-1))).toContain("Asked by bob (slack), approved by ada (slack)");
    const { record, startedBy, approvedBy, request } = await newestPreparation();
    expect(record?.verdict).toBe("ready");
    expect([startedBy?.id, approvedBy?.id]).toEqual(["slack:T0/U-BOB", "slack:T0/U-ADA"]);
    expect(request.planHash).toBeDefined();
    await click(world, "ada", "approve", code);
    await world.pass(10);
    expect((await newestPreparation()).id).toBe(record?.id);
  });

  it("that is rejected starts nothing, and cannot be approved any more", async () => {
    await prepared();
    await slash(world, "ada", "prepare");
    await world.pass(60);
    const code = said().at(-1)?.blocks.at(-1)?.elements?.[0]?.value ?? "";
    await click(world, "ada", "reject", code);
    await world.pass(10);
    expect(JSON.stringify(said().at(-1))).toContain("was rejected by ada");
    expect((await slash(world, "ada", `approve ${code}`)).text).toContain("There is no plan");
  });

  it("leaves the conversation's address out of every history", async () => {
    await prepared();
    await slash(world, "ada", "plan");
    await world.pass(60);
    const histories = world.host.inspect.instances().map(({ instanceId }) => world.host.inspect.history(instanceId));
    expect(JSON.stringify([world.host.inspect.instances(), histories])).not.toContain("hooks.slack.com");
  });
});

describe("a run in Slack", () => {
  it("can be cancelled, and says by whom", async () => {
    await post(world, aRequest());
    await world.pass(100);
    expect((await slash(world, "bob", "status")).text).toContain("running, preparing");
    expect((await slash(world, "ada", "stop the cluster aks-llm-d")).text).toContain("Understood: cancel aks-llm-d");
    await world.runToEnd(cluster);
    expect((await newestPreparation()).record).toMatchObject({ verdict: "cancelled" });
    expect(JSON.stringify((await newestPreparation()).record?.findings)).toContain("cancelled by ada (slack)");
  });
});

describe("a verification", () => {
  it("begins at a preparer's word, and is named", async () => {
    await prepared();
    expect((await slash(world, "ada", "check aks-llm-d")).text).toContain("has begun: it looks, and changes nothing");
    expect(world.host.inspect.instances().map(({ name }) => name)).toContain("verifyRegistered");
    await world.pass(600);
  });
});

describe("a message of Teams", () => {
  it("is answered with a card; a plan is there when it is asked for again, with the words to approve it", async () => {
    await prepared();
    expect((await tell(world, "ada", "plan aks-llm-d")).text).toContain("again in a minute");
    await world.pass(60);
    const { text } = await tell(world, "ada", "plan aks-llm-d");
    const [, code = ""] = /approve ([0-9a-f]{10})/.exec(text) ?? [];
    expect((await tell(world, "bob", `approve ${code}`)).text).toContain("Not allowed");
    expect((await tell(world, "ada", `approve ${code}`)).text).toContain("has begun");
    await world.runToEnd(cluster);
    expect((await newestPreparation()).approvedBy).toMatchObject({ id: "teams:tenant/ada", via: "teams" });
  });

  it("is refused when its signature is not good, and not heard twice", async () => {
    const unsigned = await world.host.request({ method: "POST", url: "/api/chatops/teams", body: { type: "message" } });
    expect(unsigned.status).toBe(401);
    const body = teamsBody(world, "eve", "help");
    expect((await sendToTeams(world, body)).text).toContain("CODE");
    expect((await sendToTeams(world, body)).text).toContain("Already received");
  });
});
