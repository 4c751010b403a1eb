/** With a mirror, no pod in the cluster runs an image from anywhere else. */
import type { V1PodSpec } from "@kubernetes/client-node";
import { afterEach, describe, expect, it } from "vitest";
import { loadScenario } from "../../local/scenarios/scenario.ts";
import { prepare } from "./prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "./virtualWorld.ts";

let world: VirtualWorld | undefined;

afterEach(() => world?.stop());

describe("a registry mirror", () => {
  it.each(["self-managed", "aks-managed"])("has the image of every pod, %s", async (profile) => {
    const given = loadScenario("registry-mirror");
    const scenario = { ...given, request: { ...given.request, profile } };
    world = await openVirtualWorld(scenario);
    const images = new Set<string>();
    world.simulators.cluster.store.onChange(({ object }) => {
      if (object.kind === "Pod") for (const image of imagesOf(object["spec"] as V1PodSpec)) images.add(image);
    });
    expect(await prepare(world, scenario)).toMatchObject({ verdict: "ready", findings: [] });
    expect(images.size).toBeGreaterThan(6);
    for (const image of images) expect(image).toMatch(/^mirror\.example\.com\/llm-d\//);
  });
});

function imagesOf({ containers, initContainers = [] }: V1PodSpec): string[] {
  return [...containers, ...initContainers].flatMap(({ image }) => image ?? []);
}
