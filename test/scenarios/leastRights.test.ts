/**
 * The rights that a plan asks for are those that a run needs: with exactly these, and no other, every kind of run
 * reaches its end.
 */
import { afterEach, describe, expect, it } from "vitest";
import { loadScenario } from "../../local/scenarios/scenario.ts";
import { neededKubernetesRights } from "../../src/domain/kubernetesRights.ts";
import { prepare } from "./prepare.ts";
import { openVirtualWorld, type VirtualWorld } from "./virtualWorld.ts";

let world: VirtualWorld | undefined;

afterEach(() => world?.stop());

describe("an app with no right but those that are asked for", () => {
  it.each([
    ["h100-self-managed", { rdma: true, gpuOperator: true }],
    ["a100-aks-managed", { rdma: true, gpuOperator: false }],
    ["a100-nc-only-aks-managed", { rdma: false, gpuOperator: false }],
  ])("prepares %s", async (name, options) => {
    const rights = neededKubernetesRights(options).map(({ verb, group, resource }) => ({
      apiGroups: [group],
      resources: [resource],
      verbs: [verb],
    }));
    const scenario = { ...loadScenario(name), kubernetes: { rights } };
    world = await openVirtualWorld(scenario);
    const { verdict, findings } = await prepare(world, scenario);
    expect({ verdict, findings }).toEqual({ verdict: "ready", findings: [] });
  });
});
