/** With a mirror, nothing that is applied names another registry or chart repository. */
import { assert, constantFrom, property, record, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { mirrored } from "../../src/domain/images.ts";
import { helmfileConfig, helmfileJob } from "../../src/domain/manifests/helmfileJob.ts";
import { nicClusterPolicy } from "../../src/domain/manifests/nicClusterPolicy.ts";
import { peermemReloader } from "../../src/domain/manifests/peermemReloader.ts";
import { ulimitAdjuster } from "../../src/domain/manifests/ulimitAdjuster.ts";
import { mirrorListOf } from "../../src/domain/mirror.ts";
import type { StackSpec } from "../../src/domain/stack.ts";
import { VERSION_SETS, versionSetNames } from "../../src/domain/versions.ts";
import { aPlan } from "../support/plans.ts";
import { A100, aPoolBody, aRequest, H100 } from "../support/requests.ts";

const NODE_IMAGE = "mcr.microsoft.com/azurelinux/base/core:3.0";
const HELMFILE_IMAGE = "ghcr.io/helmfile/helmfile:v1.1.9";

/** Whatever looks like a registry's or repository's address. */
const ADDRESS = /[\w.:/-]*(?:nvcr\.io|ghcr\.io|registry\.k8s\.io|mcr\.microsoft\.com|docker\.io|https?:)[\w.:/-]*/g;

function stackOf(registryPrefix: string, set: string, profile: string, vmSize: string): StackSpec {
  const registry = { prefix: registryPrefix };
  return aPlan(aRequest({ profile, registry, versions: { set }, nodePools: [aPoolBody({ vmSize })] })).stack;
}

function everythingApplied(stack: StackSpec): unknown[] {
  const image = (reference: string) => mirrored(reference, stack.registryPrefix);
  const jobs = stack.releases.map((release) => ({
    ...{ release, preparationId: "p1", attempt: 1, image: image(HELMFILE_IMAGE), deadlineSeconds: 900 },
  }));
  return [
    ...jobs.flatMap((job) => [helmfileConfig(job), helmfileJob(job)]),
    ...(stack.rdma ? [nicClusterPolicy(stack)] : []),
    ...(stack.peermemReloader ? [peermemReloader(stack, image(NODE_IMAGE))] : []),
    ulimitAdjuster(stack),
  ];
}

describe("a mirror", () => {
  it("is where every image and chart comes from, whatever is asked for", () => {
    const choice = record({
      prefix: stringMatching(/^[a-z]{1,8}\.example\.com(:5000)?(\/[a-z]{1,5}){0,2}$/),
      set: constantFrom(...versionSetNames),
      profile: constantFrom("self-managed", "aks-managed"),
      vmSize: constantFrom(H100, A100),
    });
    assert(
      property(choice, ({ prefix, set, profile, vmSize }) => {
        const addresses = JSON.stringify(everythingApplied(stackOf(prefix, set, profile, vmSize))).match(ADDRESS) ?? [];
        expect(addresses.length).toBeGreaterThan(2);
        expect(addresses.filter((address) => !address.startsWith(`${prefix}/`))).toEqual([]);
      }),
    );
  });

  it("overrides every image of the GPU operator's parts, those of a series included", () => {
    const [, gpu] = stackOf("m.example.com", "guide-2026-06", "self-managed", H100).releases;
    expect(gpu?.values).toMatchObject({
      validator: { repository: "m.example.com/nvcr.io/nvidia/cloud-native" },
      driver: { enabled: true, manager: { repository: "m.example.com/nvcr.io/nvidia/cloud-native" } },
      migManager: { enabled: false, repository: "m.example.com/nvcr.io/nvidia/cloud-native" },
    });
    const [, newer] = stackOf("m.example.com", "azure-2026-08", "self-managed", H100).releases;
    expect(newer?.values).toMatchObject({ validator: { repository: "m.example.com/nvcr.io/nvidia" } });
  });

  it("holds charts as OCI artefacts, tagged as each chart spells its version", () => {
    const { releases } = stackOf("m.example.com/x", "guide-2026-06", "self-managed", H100);
    expect(releases.map(({ chart, version }) => `${chart} ${version}`)).toEqual([
      "mirror/network-operator 25.7.0",
      "mirror/gpu-operator v25.3.4",
    ]);
    for (const { repository } of releases) {
      expect(repository).toEqual({ name: "mirror", url: "m.example.com/x/charts", oci: true });
    }
  });

  it("is not put before an image that is configured from there", () => {
    expect(mirrored("m.example.com/base:1", "m.example.com")).toBe("m.example.com/base:1");
  });
});

describe("the list of what a mirror must hold", () => {
  it.each(versionSetNames)("has the versions of %s", (set) => {
    const { images, charts } = mirrorListOf(set);
    const versions = VERSION_SETS[set];
    for (const version of [versions.docaDriver, versions.rdmaSharedDevicePlugin, versions.gpuOperator]) {
      expect(images.some((image) => image.includes(version))).toBe(true);
    }
    expect(charts.map(({ name }) => name)).toEqual(["network-operator", "gpu-operator", "nvidia-device-plugin"]);
    expect(new Set(images).size).toBe(images.length);
  });
});
