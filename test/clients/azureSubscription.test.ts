/** Rights and preview features of a subscription, over both bindings. */
import { afterEach, describe, expect, it } from "vitest";
import { createAzureClient } from "../../src/clients/azureClient.ts";
import { aWorld, SUBSCRIPTION, type WorldOptions } from "../local/azure/azureWorld.ts";
import { BINDINGS, type Bound, endpointOf } from "./bindings.ts";

const FEATURE = "AKSInfinibandSupport";
const SCOPE = `/subscriptions/${SUBSCRIPTION}`;

describe.each(BINDINGS)("a subscription over $name", ({ bind }) => {
  const bound: Bound[] = [];
  afterEach(async () => {
    for (const each of bound.splice(0)) await each.close();
  });

  async function anAzure(settings: WorldOptions["settings"] = {}) {
    const world = aWorld({ settings });
    const each = await bind(world.arm.handle, world.clock);
    bound.push(each);
    const { token } = world.tokens.issue("https://management.azure.com", "app");
    const credential = { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
    return createAzureClient({ ...endpointOf(each), credential });
  }

  it("tells what the caller may do", async () => {
    const azure = await anAzure({ permissions: { actions: ["*/read"], notActions: ["Microsoft.Compute/*"] } });
    expect(await azure.listGrants(SCOPE)).toEqual([{ actions: ["*/read"], notActions: ["Microsoft.Compute/*"] }]);
  });

  it("registers a feature once, however often it is asked", async () => {
    const azure = await anAzure({ features: { [`Microsoft.ContainerService/${FEATURE}`]: "NotRegistered" } });
    expect(await azure.readFeature(SUBSCRIPTION, FEATURE)).toBe("NotRegistered");
    await azure.registerFeature(SUBSCRIPTION, FEATURE);
    await azure.registerFeature(SUBSCRIPTION, FEATURE);
    expect(await azure.readFeature(SUBSCRIPTION, FEATURE)).toBe("Registering");
  });

  it("lets AKS take notice", async () => {
    const azure = await anAzure();
    await expect(azure.refreshProvider(SUBSCRIPTION)).resolves.toBeUndefined();
  });

  it.each([
    ["Microsoft.Features/providers/features/read", "readFeature"],
    ["Microsoft.Features/providers/features/register/action", "registerFeature"],
    ["Microsoft.ContainerService/register/action", "refreshProvider"],
  ] as const)("names %s when that is the right that is missing", async (action, call) => {
    const azure = await anAzure({
      permissions: { actions: ["*"], notActions: [action] },
      features: { [`Microsoft.ContainerService/${FEATURE}`]: "NotRegistered" },
    });
    await expect(azure[call](SUBSCRIPTION, FEATURE)).rejects.toMatchObject({
      details: { code: "MissingArmPermission", retry: "never", missingRight: { action, scope: SCOPE } },
    });
  });
});
