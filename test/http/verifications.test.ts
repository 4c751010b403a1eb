/** POST /api/clusters/…/verifications: what is checked, what it says of drift, and who gives way to whom. */
import { afterEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

const { cluster } = aRequest();
const PATH = `/api/clusters/${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}`;
const NEW_IMAGE = "AKSUbuntu-2204gen2containerd-202609.03.0";
const reimage: Scenario["events"][number] = {
  atSeconds: 60,
  do: { kind: "reimage", pool: "a100", index: 0, nodeImageVersion: NEW_IMAGE },
};

let world: VirtualWorld;

afterEach(() => world.stop());

async function aPreparedWorld(changes: Partial<Scenario> = {}): Promise<void> {
  world = await openVirtualWorld({ ...aScenario(), given: "prepared", ...changes });
}

type Answer = Awaited<ReturnType<typeof get<Record<string, unknown>>>>;

async function startVerification(body?: unknown, key?: string): Promise<Answer> {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  const answer = await world.api("POST", `${PATH}/verifications`, body, headers);
  return { ...answer, body: answer.body as Record<string, unknown> };
}

/** The verification when it has ended. */
async function verify(body?: unknown): Promise<Record<string, unknown>> {
  const { status, headers } = await startVerification(body);
  expect(status).toBe(202);
  for (;;) {
    const { body: view } = await get(world, headers["location"] ?? "");
    if (view["status"] !== "running") return view;
    await world.pass(10);
  }
}

describe("a verification", () => {
  it("of a cluster that is as it was proven is ready, renews its certificates and changes nothing but its own pods", async () => {
    await aPreparedWorld();
    await world.pass(3600);
    const verified = await verify();
    expect(verified).toMatchObject({
      ...{ status: "finished", verdict: "ready", level: "L2", live: false, findings: [], drift: [] },
      ...{ nodes: { valid: 1, stale: 0, unverified: 0 }, startedBy: { via: "function-key" } },
      pools: [{ name: "a100", wanted: 1, ready: 1 }],
    });
    const kinds = world.simulators.writeLog.writes().kubernetes.map((write) => write.split(" ")[1]);
    expect(new Set(kinds)).toEqual(new Set(["lamplighter-system/configmaps", "lamplighter-system/pods"]));
    expect(world.simulators.writeLog.writes().arm).toEqual([]);
    expect(world.simulators.cluster.store.list("v1/Pod", { namespace: "lamplighter-system" })).toEqual([]);
    const { nodes } = verified["links"] as { nodes: string };
    const page = await get<{ nodes: { certificate: { verifiedAt: string } }[] }>(world, nodes);
    const standing = await get(world, PATH);
    expect(standing.body).toMatchObject({ verdict: "ready", run: { kind: "verification", id: verified["id"] } });
    expect(page.body.nodes.map(({ certificate }) => certificate.verifiedAt > String(verified["startedAt"]))).toEqual([
      true,
    ]);
  });

  it("tells drift in words: what was, what is, since when and what has changed", async () => {
    await aPreparedWorld({ events: [reimage] });
    await world.pass(3600);
    const first = await verify();
    expect(first).toMatchObject({ verdict: "notReady", nodes: { valid: 0, stale: 1, unverified: 0 } });
    const codes = (first["findings"] as { code: string }[]).map(({ code }) => code);
    expect(codes).toContain("CertificateStale");
    const [drift] = first["drift"] as Record<string, string>[];
    expect(drift).toMatchObject({
      subject: expect.stringMatching(/^node\/aks-a100-/) as string,
      ...{ was: expect.stringContaining("nriEffective enabled") as string, since: first["finishedAt"] },
      is: expect.stringContaining("nriEffective disabled") as string,
      because: expect.stringContaining(`-> ${NEW_IMAGE}`) as string,
    });
    await world.pass(600);
    const again = await verify();
    expect(again["drift"]).toMatchObject([{ since: first["finishedAt"] }]);
    const { body } = await get(world, PATH);
    expect(body).toMatchObject({ verdict: "notReady", drift: 1, nodesInTrouble: [{ state: "stale", pool: "a100" }] });
    const history = await get<{ verifications: Record<string, unknown>[] }>(world, `${PATH}/verifications`);
    expect(history.body.verifications.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ["verification", "notReady"],
      ["verification", "notReady"],
      ["preparation", "ready"],
    ]);
  });

  it("names nodes that came since, and certifies those that pass", async () => {
    await aPreparedWorld({ events: [{ atSeconds: 60, do: { kind: "reboot", pool: "a100", index: 0 } }] });
    await world.pass(3600);
    const verified = await verify();
    expect(verified).toMatchObject({ verdict: "ready", drift: [], nodes: { valid: 1 } });
    expect(verified["findings"]).toMatchObject([
      { code: "CertificateStale", severity: "warn", found: expect.stringContaining("(boot id)") as string },
    ]);
  });
});

describe("a verification is refused", () => {
  it("for a cluster without a preparation that was carried out, while another one runs, and while a preparation runs", async () => {
    world = await openVirtualWorld(aScenario());
    expectProblem(await startVerification(), 404, "ClusterUnknown");
    const { body: preparation } = await post(world, aRequest());
    expectProblem(await startVerification(), 404, "ClusterUnknown");
    await world.runToEnd(cluster);
    const { body: first } = await startVerification(undefined, "k1");
    const refused = await startVerification();
    expectProblem(refused, 409, "VerificationRunning");
    expect(refused.body).toMatchObject({
      id: first["id"],
      links: { running: expect.stringContaining(PATH) as string },
    });
    expect(await startVerification(undefined, "k1")).toMatchObject({ status: 202, body: { id: first["id"] } });
    expectProblem(await startVerification({ level: "L3" }, "k1"), 422, "IdempotencyKeyReused");
    expectProblem(await startVerification({ level: "L9", deep: true }), 400, "InvalidRequest");
    expectProblem(await get(world, `${PATH}/verifications/${String(preparation["id"])}`), 404, "VerificationNotFound");
  });

  it("while a preparation runs, and gives way to one that begins: it sees a cluster that is being worked on", async () => {
    await aPreparedWorld();
    const { body: verification } = await startVerification();
    const { body: preparation } = await post(world, aRequest());
    const refused = await startVerification();
    expectProblem(refused, 409, "PreparationRunning");
    expect(refused.body).toMatchObject({ id: preparation["id"] });
    await world.runToEnd(cluster);
    const { body } = await get(world, `${PATH}/verifications/${String(verification["id"])}`);
    expect(body).toMatchObject({ status: "finished", verdict: "cancelled", drift: [] });
    expect((await get(world, PATH)).body).toMatchObject({
      verdict: "ready",
      run: { kind: "preparation", id: preparation["id"] },
    });
  });
});
