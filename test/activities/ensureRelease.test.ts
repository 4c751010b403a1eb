/** One chart by a Job in the cluster: started once, looked at until Helm calls it deployed, recovered when it was killed. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ReleaseSpec } from "../../src/domain/helmRelease.ts";
import { INSTALLER } from "../../src/domain/manifests/helmfileJob.ts";
import type { StepOutput } from "../../src/domain/steps.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

const SYSTEM = "lamplighter-system";

let world: ActivityWorld;
let release: ReleaseSpec;

beforeEach(async () => {
  world = anActivityWorld();
  const { stack } = await world.run("planPreparation", { preparationId: "plan", request: aRequest() });
  const [first] = stack.releases;
  if (first === undefined) throw new Error("The stack has no release");
  release = first;
  await world.run("openRun", { ...aRun(), namespaces: stack.namespaces });
});

interface Ask {
  preparationId?: string;
  attempt?: number;
  deadlineSeconds?: number;
  version?: string;
}

function inputOf({ preparationId, attempt = 1, deadlineSeconds = 600, version = release.version }: Ask) {
  return { ...aRun(preparationId), release: { ...release, version }, attempt, deadlineSeconds, askedAt: world.now() };
}

const ensure = (ask: Ask = {}): Promise<StepOutput<"ensureRelease">> => world.run("ensureRelease", inputOf(ask));

async function ensureUntilEnd(ask: Ask = {}): Promise<StepOutput<"ensureRelease">> {
  for (let poll = 0; poll < 200; poll++) {
    const outcome = await ensure(ask);
    if (outcome.kind !== "waiting") return outcome;
    await world.pass(5);
  }
  throw new Error("The release is still being waited for");
}

const jobs = () => world.list("batch/v1/Job", SYSTEM);
const recordsOf = () =>
  world
    .list("v1/Secret", release.namespace)
    .map(({ metadata }) => metadata.labels?.["status"] ?? "unknown")
    .toSorted();

describe("ensureRelease", () => {
  it("starts a Job, says what it waits for, and is done once Helm calls the release deployed", async () => {
    expect(await ensure()).toMatchObject({ kind: "waiting", reason: expect.stringContaining("was started") as string });
    await world.pass(20);
    expect(await ensure()).toMatchObject({
      kind: "waiting",
      reason: expect.stringContaining("is installing") as string,
    });
    expect(await ensureUntilEnd()).toEqual({ kind: "done", value: null, changed: true });
    expect(recordsOf()).toEqual(["deployed"]);
    expect(jobs()).toHaveLength(1);
  });

  it("changes nothing once it is done; the run that installed it says so each time, another one does not", async () => {
    await ensureUntilEnd();
    const writes = world.writes.length;
    expect(await ensure()).toMatchObject({ kind: "done", changed: true });
    expect(await ensure({ preparationId: "prep-2" })).toMatchObject({ kind: "done", changed: false });
    expect(world.writes).toHaveLength(writes);
  });

  it.each([
    ["the Job was made, but nobody heard of it", "POST /jobs", "lostAnswer"],
    ["the Job was not made, but its files were", "POST /jobs", "lostRequest"],
    ["the account was made, its right was not", "PATCH /clusterrolebindings/", "lostRequest"],
    ["the files were made, but nobody heard of it", "PATCH /configmaps/", "lostAnswer"],
  ] as const)("goes on after it died when %s", async (_when, on, as) => {
    world.trouble({ on, as });
    expect(await world.activities.ensureRelease(inputOf({}))).toMatchObject({ ok: false, fault: { retry: "soon" } });
    expect(await ensureUntilEnd()).toMatchObject({ kind: "done", changed: true });
    expect(jobs()).toHaveLength(1);
  });

  it("upgrades a release whose version differs", async () => {
    await ensureUntilEnd({ preparationId: "prep-0", version: "v25.3.2" });
    expect(await ensureUntilEnd()).toMatchObject({ kind: "done", changed: true });
    expect(recordsOf()).toEqual(["deployed", "superseded"]);
  });

  it("tells a failed installation with the last lines of its log", async () => {
    const outcome = await ensureUntilEnd({ version: "v0.0.1" });
    expect(outcome).toMatchObject({
      kind: "failed",
      finding: { code: "HelmReleaseFailed", subject: `release/${release.name}` },
    });
    expect(outcome.kind === "failed" && outcome.finding.found).toContain("matching v0.0.1 not found");
  });

  it("recovers a release that a killed Job left pending", async () => {
    const killed = await ensureUntilEnd({ deadlineSeconds: 15 });
    expect(killed).toMatchObject({
      kind: "failed",
      finding: { found: expect.stringContaining("calls the release pending") as string },
    });
    expect(recordsOf()).toEqual(["pending-install"]);
    expect(await ensureUntilEnd({ attempt: 2 })).toMatchObject({ kind: "done", changed: true });
    expect(recordsOf()).toEqual(["deployed"]);
  });

  it("keeps the deployed revision when a killed upgrade is recovered", async () => {
    await ensureUntilEnd({ preparationId: "prep-0", version: "v25.3.2" });
    await ensureUntilEnd({ deadlineSeconds: 15 });
    expect(recordsOf()).toEqual(["deployed", "pending-upgrade"]);
    expect(await ensureUntilEnd({ attempt: 2 })).toMatchObject({ kind: "done" });
    expect(recordsOf()).toEqual(["deployed", "superseded"]);
  });

  it("does not take an earlier run's failed Job for its own", async () => {
    expect(await ensureUntilEnd({ preparationId: "prep-0", deadlineSeconds: 15 })).toMatchObject({ kind: "failed" });
    await ensure();
    for (const { metadata } of world.list("v1/Secret", release.namespace)) {
      world.delete("v1/Secret", release.namespace, metadata.name);
    }
    expect(await ensureUntilEnd()).toMatchObject({ kind: "done", changed: true });
  });

  it("installs again what was removed since an earlier run's Job succeeded", async () => {
    await ensureUntilEnd({ preparationId: "prep-0" });
    for (const { metadata } of world.list("v1/Secret", release.namespace)) {
      world.delete("v1/Secret", release.namespace, metadata.name);
    }
    expect(await ensureUntilEnd()).toMatchObject({ kind: "done", changed: true });
  });
});

describe("a revision that somebody else has begun", () => {
  beforeEach(async () => {
    await ensureUntilEnd({ preparationId: "prep-0", version: "v25.3.2" });
    await world.run("closeRun", aRun("prep-0"));
    const [deployed] = world.list("v1/Secret", release.namespace);
    const labels = { ...deployed?.metadata.labels, version: "2", status: "pending-upgrade" };
    const name = `sh.helm.release.v1.${release.name}.v2`;
    const metadata = { name, namespace: release.namespace, labels };
    world.create({ apiVersion: "v1", kind: "Secret", metadata, type: deployed?.["type"], data: deployed?.["data"] });
  });

  it("is left alone as long as its Helm may live: no Job is started", async () => {
    const installers = jobs().length;
    for (let minute = 0; minute < 9; minute++) {
      expect(await ensure()).toMatchObject({ kind: "waiting", code: "HelmReleasePending" });
      await world.pass(60);
    }
    expect(jobs()).toHaveLength(installers);
    expect(recordsOf()).toEqual(["deployed", "pending-upgrade"]);
  });

  it("is recovered before the first Job once nobody can be at work on it, and that is told at the end", async () => {
    const outcome = await ensureUntilEnd();
    expect(outcome).toMatchObject({
      kind: "done",
      value: { code: "HelmReleasePending", severity: "warn", found: expect.stringContaining("revision 2") as string },
    });
    expect(recordsOf()).toEqual(["deployed", "superseded"]);
    expect(jobs()).toHaveLength(1);
  });

  it("is told also when the activity died between writing down why and taking the record away", async () => {
    await world.pass(660);
    world.trouble({ on: "DELETE /secrets/", as: "lostAnswer" });
    expect(await world.activities.ensureRelease(inputOf({}))).toMatchObject({ ok: false });
    expect(await ensureUntilEnd()).toMatchObject({ kind: "done", value: { code: "HelmReleasePending" } });
  });
});

describe("removeInstallerAccess", () => {
  it("takes account and right away, and has nothing to do the second time", async () => {
    await ensureUntilEnd();
    const binding = () => world.get("rbac.authorization.k8s.io/v1/ClusterRoleBinding", undefined, INSTALLER);
    expect(binding()).toBeDefined();
    await world.run("removeInstallerAccess", aRun());
    expect(binding()).toBeUndefined();
    expect(world.get("v1/ServiceAccount", SYSTEM, INSTALLER)).toBeUndefined();
    expect(await world.run("removeInstallerAccess", aRun())).toEqual({});
  });
});
