/** A run's place in the cluster: made once, gone without a trace. */
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../local/kubernetes/cluster.ts";
import { helmfileConfig, helmfileJob, installerAccess } from "../../src/domain/manifests/helmfileJob.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

const SYSTEM = "lamplighter-system";
const input = { ...aRun(), namespaces: [SYSTEM, "gpu-operator"] };

const versionsOf = (objects: KubeObject[]) =>
  Object.fromEntries(objects.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));

/** Everything of a run that must not stay. */
function traces(world: ActivityWorld): string[] {
  const kinds = ["v1/Pod", "batch/v1/Job", "v1/ConfigMap", "v1/ServiceAccount"];
  return [
    ...kinds.flatMap((kind) => world.list(kind, SYSTEM)),
    ...world.list("rbac.authorization.k8s.io/v1/ClusterRoleBinding"),
  ]
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .filter((name) => /lamplighter|helmfile|run-|containerd|probe/.test(name));
}

describe("openRun", () => {
  it("makes namespaces that admit privileged pods, and the scripts", async () => {
    const world = anActivityWorld();
    const { owner, changed } = await world.run("openRun", input);
    expect(changed).toBe(2);
    const labels = world.get("v1/Namespace", undefined, "gpu-operator")?.metadata.labels;
    expect(labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "privileged" });
    const scripts = world.get("v1/ConfigMap", SYSTEM, owner.name);
    expect(scripts?.metadata.uid).toBe(owner.uid);
    expect(Object.keys(scripts?.["data"] as object).toSorted()).toEqual([
      "facts.sh",
      "patch.sh",
      "probe.sh",
      "proof.sh",
    ]);
  });

  it("leaves everything untouched the second time, and counts the same", async () => {
    const world = anActivityWorld();
    const first = await world.run("openRun", input);
    const before = versionsOf([...world.list("v1/Namespace"), ...world.list("v1/ConfigMap", SYSTEM)]);
    const writes = world.writes.length;
    expect(await world.run("openRun", input)).toEqual(first);
    expect(versionsOf([...world.list("v1/Namespace"), ...world.list("v1/ConfigMap", SYSTEM)])).toEqual(before);
    expect(world.writes).toHaveLength(writes);
  });

  it("does not count another run's namespaces as its own", async () => {
    const world = anActivityWorld();
    await world.run("openRun", input);
    expect(await world.run("openRun", { ...input, ...aRun("prep-2") })).toMatchObject({ changed: 0 });
  });

  it.each(["/namespaces/gpu-operator", "/configmaps/"])(
    "counts the same after it died when it wrote %s",
    async (path) => {
      const world = anActivityWorld();
      world.trouble({ on: `PATCH ${path}`, as: "lostAnswer" });
      expect(await world.activities.openRun(input)).toMatchObject({ ok: false, fault: { retry: "soon" } });
      expect(await world.run("openRun", input)).toMatchObject({ changed: 2 });
      expect(
        world.list("v1/ConfigMap", SYSTEM).filter(({ metadata }) => metadata.name.startsWith("run-")),
      ).toHaveLength(1);
    },
  );
});

describe("closeRun", () => {
  async function anOpenRun(): Promise<ActivityWorld> {
    const world = anActivityWorld();
    const { owner } = await world.run("openRun", input);
    const { stack } = await world.run("planPreparation", { preparationId: "plan", request: aRequest() });
    const [release] = stack.releases;
    if (release === undefined) throw new Error("The stack has no release");
    const options = {
      release,
      preparationId: "prep-1",
      attempt: 1,
      image: "ghcr.io/helmfile/helmfile:v1.1.9",
      deadlineSeconds: 600,
    };
    for (const object of [...installerAccess(), helmfileConfig(options), helmfileJob(options)]) world.create(object);
    world.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "probe-1",
        namespace: SYSTEM,
        ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: owner.name, uid: owner.uid }],
      },
      spec: { containers: [{ name: "probe", image: "example.test/probe:1" }] },
    });
    await world.pass(1);
    expect(traces(world).length).toBeGreaterThan(5);
    return world;
  }

  it("leaves no pod, Job, ConfigMap, account or right behind; namespaces stay", async () => {
    const world = await anOpenRun();
    await world.run("closeRun", aRun());
    await world.pass(60);
    expect(traces(world)).toEqual([]);
    expect(world.get("v1/Namespace", undefined, SYSTEM)).toBeDefined();
  });

  it("does so again after it died halfway, and has nothing to do once it is done", async () => {
    const world = await anOpenRun();
    world.trouble({ on: "DELETE /clusterrolebindings/", as: "lostAnswer" });
    expect(await world.activities.closeRun(aRun())).toMatchObject({ ok: false });
    expect(await world.run("closeRun", aRun())).toEqual({});
    await world.pass(60);
    expect(traces(world)).toEqual([]);
    expect(await world.run("closeRun", aRun())).toEqual({});
  });

  it("leaves another run's scripts and Jobs alone", async () => {
    const world = await anOpenRun();
    await world.run("openRun", { ...input, ...aRun("prep-2") });
    await world.run("closeRun", aRun("prep-2"));
    await world.pass(60);
    expect(traces(world)).toContain("ConfigMap run-prep-1");
    expect(traces(world).some((name) => name.startsWith("Job helmfile-"))).toBe(true);
  });
});
