/** Everything that the app creates, made by the app's own builders and sent by its own client. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NODE_SCRIPTS } from "../../src/activities/scripts/nodeScripts.ts";
import { containsDesired } from "../../src/domain/containsDesired.ts";
import type { KubernetesObject } from "../../src/domain/kubernetesObject.ts";
import { FIELD_MANAGER } from "../../src/domain/labels.ts";
import {
  type HelmfileJobOptions,
  helmfileConfig,
  helmfileJob,
  INSTALLER,
  installerAccess,
} from "../../src/domain/manifests/helmfileJob.ts";
import { infinibandRule } from "../../src/domain/manifests/infinibandRule.ts";
import { privilegedNamespace } from "../../src/domain/manifests/namespace.ts";
import { nicClusterPolicy } from "../../src/domain/manifests/nicClusterPolicy.ts";
import { newConfigMap, nodePod, nodeWorkSelector, runScripts } from "../../src/domain/manifests/nodePod.ts";
import { peermemReloader } from "../../src/domain/manifests/peermemReloader.ts";
import { proofPod } from "../../src/domain/manifests/proofPod.ts";
import { ulimitAdjuster } from "../../src/domain/manifests/ulimitAdjuster.ts";
import { nodeRefOf } from "../../src/domain/nodeRef.ts";
import { podEnds } from "../../src/domain/pods.ts";
import { readProof } from "../../src/domain/proof.ts";
import { networkOperatorRelease } from "../../src/domain/releases.ts";
import type { StackSpec } from "../../src/domain/stack.ts";
import { tolerationsFor } from "../../src/domain/tolerations.ts";
import { VERSION_SETS } from "../../src/domain/versions.ts";
import { appClient } from "./support/appClient.ts";
import { definition, establish, isEstablished } from "./support/definitions.ts";
import { eventually } from "./support/eventually.ts";
import { suiteGroup } from "./support/names.ts";
import { releaseNodes, takeNodes } from "./support/nodeChanges.ts";
import { aUsableNode } from "./support/nodes.ts";
import { isOver } from "./support/pods.ts";
import { onNoNode, rehomed } from "./support/rehome.ts";
import { ok, type Resource } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { topic } from "./support/topic.ts";
import type { Answer } from "./support/wire.ts";

const here = topic("app");
const { wire, namespace, configMaps, pods, jobs, daemonSets, clusterWide } = here;
const app = appClient(wire);
const home = { namespace };

const PREPARATION = "contract-run";
const versions = VERSION_SETS["guide-2026-06"];
const tolerations = tolerationsFor(["sku=gpu:NoSchedule"]);
const release = networkOperatorRelease({ versions, tolerations, rdma: true });
const installation = {
  release,
  preparationId: PREPARATION,
  attempt: 1,
  image: "ghcr.io/helmfile/helmfile:v1.1.9",
  deadlineSeconds: 600,
};
const stack: StackSpec = {
  versions,
  forceDrain: false,
  tolerations,
  rdma: true,
  gpuOperator: true,
  peermemReloader: true,
  namespaces: [],
  releases: [release],
};

/** Applied twice: the second time nothing happens. */
async function applied(object: KubernetesObject): Promise<KubernetesObject> {
  const first = await app.apply(object);
  if (first === "kindMissing") throw new Error(`${object.kind} cannot be used`);
  const second = await app.apply(object);
  expect(second).toMatchObject({ metadata: { resourceVersion: first.metadata.resourceVersion } });
  return first;
}

/** An account in our namespace; answers with what gives it its right. */
async function anInstaller(): Promise<KubernetesObject> {
  const [account, binding] = installerAccess().map((object) => rehomed(object, home));
  const subjects = [{ kind: "ServiceAccount", name: INSTALLER, namespace }];
  await applied(account as KubernetesObject);
  return applied({ ...(binding as KubernetesObject), subjects });
}

describe("server-side apply, forced and repeated, of", () => {
  test("a privileged namespace", async () => {
    const sent = rehomed(privilegedNamespace("lamplighter-applied"), home);
    expect(containsDesired(await applied(sent), sent)).toBe(true);
  });

  test("the run's scripts and the new configuration", async () => {
    const scripts = rehomed(runScripts(PREPARATION, NODE_SCRIPTS), home);
    const live = await applied(scripts);
    expect(live["data"]).toEqual(NODE_SCRIPTS);
    const owner = { name: live.metadata.name, uid: live.metadata.uid ?? "" };
    const base64 = Buffer.from("version = 2\r\n").toString("base64");
    const config = await applied(rehomed(newConfigMap(owner, PREPARATION, "0123456789abcdef01", base64), home));
    expect(config["binaryData"]).toEqual({ "config.toml": base64 });
  });

  test("a chart's values", async () => {
    const sent = rehomed(helmfileConfig(installation), home);
    expect(containsDesired(await applied(sent), sent)).toBe(true);
  });

  test("the installer's account and its right, which counts while it is there", async () => {
    const bound = await anInstaller();
    const headers = { "impersonate-user": `system:serviceaccount:${namespace}:${INSTALLER}` };
    const reads = (wanted: number) =>
      eventually(
        `its reads are answered with ${wanted}`,
        () => wire.send("GET", "/api/v1/nodes", { headers, query: { limit: 1 } }),
        ({ status }) => status === wanted,
      );
    expect((await reads(200)).status).toBe(200);
    await app.remove({ apiVersion: bound.apiVersion, kind: bound.kind, name: bound.metadata.name });
    expect((await reads(403)).status).toBe(403);
  });

  test.each([
    ["the ulimit adjuster", ulimitAdjuster(stack)],
    ["the peermem reloader", peermemReloader(stack, settings().image)],
  ])("%s", async (_what, object) => {
    const sent = rehomed(object, home);
    expect((await rehearsed(here.namespaced("apps/v1", "daemonsets"), sent)).status).toBe(201);
    const live = await applied(onNoNode(sent));
    expect(containsDesired(live, onNoNode(sent))).toBe(true);
    const { status } = await daemonSets.until(
      sent.metadata.name,
      "is observed",
      (each) => each.status?.observedGeneration === 1,
    );
    expect(status?.desiredNumberScheduled).toBe(0);
  });
});

/** As the app would apply it, without a trace. */
function rehearsed(kind: Pick<Resource, "apply">, object: KubernetesObject): Promise<Answer> {
  const query = { dryRun: "All" };
  return kind.apply(object, { manager: FIELD_MANAGER, force: true, query });
}

describe("custom resources that operators act on", () => {
  const definitions = clusterWide("apiextensions.k8s.io/v1", "customresourcedefinitions");

  const objects = [
    { kind: "NodeFeatureRule", plural: "nodefeaturerules", object: infinibandRule() },
    { kind: "NicClusterPolicy", plural: "nicclusterpolicys", object: nicClusterPolicy(stack) },
  ];

  test.each(objects)("$kind, of a minimal definition of our own", async ({ kind, plural, object }) => {
    const apiVersion = `${suiteGroup(settings().suffix)}/v1alpha1`;
    const sent = definition({ kind, scope: "Cluster", versionName: "v1alpha1" });
    await establish(definitions, sent, clusterWide(apiVersion, plural));
    const mine = rehomed(object, { namespace, apiVersion });
    const live = await applied(mine);
    expect(containsDesired(live, mine)).toBe(true);
    await app.remove({ apiVersion, kind, name: mine.metadata.name });
    expect(await app.read({ apiVersion, kind, name: mine.metadata.name })).toBeUndefined();
  });

  test("are defined by the chart that the app's own Job installs", async (context) => {
    context.skip(!settings().simulated, "it installs an operator: in the simulated cluster only");
    await anInstaller();
    await install({ ...installation, release: { ...release, namespace } });
    for (const { kind, object } of objects) {
      const names = await eventually(`${kind} is established`, () => definitionOf(object, kind), Boolean);
      expect(names).toMatchObject({ kind });
    }
  });

  test.for(objects)("$kind, of the operator's own definition, as a dry run", async ({ kind, object }, context) => {
    const names = await definitionOf(object, kind);
    context.skip(names === undefined, `no operator has defined ${kind} in this cluster`);
    const answer = await rehearsed(clusterWide(object.apiVersion, names?.plural ?? ""), object);
    expect(answer.status).toBeLessThan(300);
  });

  async function install(chart: HelmfileJobOptions): Promise<void> {
    await applied(rehomed(helmfileConfig(chart), home));
    const job = rehomed(helmfileJob(chart), home);
    expect(await app.create(job)).toBe("created");
    await jobs.until(job.metadata.name, "has succeeded", ({ status }) => status?.succeeded === 1);
  }

  async function definitionOf({ apiVersion }: KubernetesObject, kind: string): Promise<DefinedNames | undefined> {
    const [group] = apiVersion.split("/");
    const established = (await ok(definitions.list())).items.filter(isEstablished);
    const ofGroup = established.filter(({ spec }) => spec?.["group"] === group);
    return ofGroup.map(({ spec }) => spec?.["names"] as DefinedNames).find((names) => names.kind === kind);
  }

  interface DefinedNames {
    kind: string;
    plural: string;
  }
});

describe("a node's probe", () => {
  let sent: KubernetesObject;

  beforeAll(async () => {
    await takeNodes(here);
    const node = nodeRefOf((await aUsableNode(here)) as unknown as KubernetesObject);
    const scripts = await app.apply(rehomed(runScripts("contract-probe", NODE_SCRIPTS), home));
    if (scripts === "kindMissing") throw new Error("ConfigMaps cannot be used");
    sent = rehomed(
      nodePod({
        node,
        preparationId: "contract-probe",
        purpose: "probe",
        chunk: "0",
        attempt: 1,
        image: settings().image,
        tolerations,
        deadlineSeconds: 120,
        owner: { name: scripts.metadata.name, uid: scripts.metadata.uid ?? "" },
        script: "probe.sh",
        env: {},
      }),
      home,
    );
  });

  afterAll(() => releaseNodes(here));

  test("is created once, and exists the second time", async () => {
    expect(await app.create(sent)).toBe("created");
    expect(await app.create(sent)).toBe("exists");
  });

  test("runs on its node to its end, found by the labels of its chunk", async () => {
    const over = await pods.until(sent.metadata.name, "is over", isOver);
    expect(over.spec?.nodeName).toBe((sent["spec"] as { nodeName: string }).nodeName);
    const labelSelector = nodeWorkSelector({ preparationId: "contract-probe", purpose: "probe", chunk: "0" });
    const found = await app.list({ apiVersion: "v1", kind: "Pod", namespace, labelSelector });
    expect(found.map(({ metadata }) => metadata.name)).toEqual([sent.metadata.name]);
  });

  test("is followed by a proof, whose three containers see their own limits", async () => {
    const node = sent["spec"] as { nodeName: string };
    const proof = rehomed(
      proofPod({
        node: { name: node.nodeName, uid: "uid", bootId: "boot", pool: "" },
        ...{ preparationId: "contract-probe", purpose: "proof", chunk: "0", attempt: 1, image: settings().image },
        ...{ tolerations, deadlineSeconds: 120, devices: { kind: "none", reason: "there may be none" } },
        owner: sent.metadata.ownerReferences?.[0] ?? { name: "", uid: "" },
      }),
      home,
    );
    expect(await app.create(proof)).toBe("created");
    const over = await pods.until(proof.metadata.name, "is over", isOver);
    const ends = podEnds(over as unknown as KubernetesObject);
    expect(ends.kind).toBe("ended");
    if (ends.kind !== "ended") return;
    const { root, nonRoot, control } = readProof(proof, ends.containers);
    expect([root, nonRoot, control].map(({ kind }) => kind)).toEqual(["seen", "seen", "seen"]);
  });

  test("leaves a message within the limit, and a log", async () => {
    const { status } = await ok(pods.get(sent.metadata.name));
    const message = status?.containerStatuses?.[0]?.state?.terminated?.message ?? "";
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
    expect(await app.readPodLog(namespace, sent.metadata.name)).toEqual(expect.any(String));
  });

  test("goes with the scripts that own it", async () => {
    const scripts = runScripts("contract-probe", {}).metadata.name;
    expect(await app.remove({ apiVersion: "v1", kind: "ConfigMap", namespace, name: scripts })).toBe(true);
    expect(await pods.gone(sent.metadata.name)).toBe("gone");
    expect(await configMaps.gone(scripts)).toBe("gone");
  });
});

describe("a chart's Job", () => {
  /** Never run: it would install the chart. */
  const suspended = (): KubernetesObject => {
    const job = rehomed(helmfileJob(installation), home);
    return { ...job, spec: { ...(job["spec"] as object), suspend: true } };
  };

  test("is created once, exists the second time, and is as it was sent", async () => {
    const job = suspended();
    expect(await app.create(job)).toBe("created");
    expect(await app.create(job)).toBe("exists");
    const live = await app.read({ apiVersion: "batch/v1", kind: "Job", namespace, name: job.metadata.name });
    expect(containsDesired(live, job)).toBe(true);
  });

  test("is removed in the background", async () => {
    const { name } = suspended().metadata;
    expect(await app.remove({ apiVersion: "batch/v1", kind: "Job", namespace, name })).toBe(true);
    expect(await jobs.gone(name)).toBe("gone");
  });
});
