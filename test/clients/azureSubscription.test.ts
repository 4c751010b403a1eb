/** Rights and preview features of a subscription, over both bindings. */
import { describe, expect, it } from "vitest";
import { SUBSCRIPTION } from "../local/azure/azureWorld.ts";
import { type AzureOptions, anAzure } from "./anAzure.ts";
import { BINDINGS } from "./bindings.ts";

const FEATURE = "AKSInfinibandSupport";
const SCOPE = `/subscriptions/${SUBSCRIPTION}`;

describe.each(BINDINGS)("a subscription over $name", ({ bind }) => {
  const open = async (settings: AzureOptions["settings"] = {}) => (await anAzure(bind, { settings })).azure;

  it("tells what the caller may do", async () => {
    const azure = await open({ permissions: { actions: ["*/read"], notActions: ["Microsoft.Compute/*"] } });
    expect(await azure.listGrants(SCOPE)).toEqual([{ actions: ["*/read"], notActions: ["Microsoft.Compute/*"] }]);
  });

  it("registers a feature once, however often it is asked", async () => {
    const azure = await open({ features: { [`Microsoft.ContainerService/${FEATURE}`]: "NotRegistered" } });
    expect(await azure.readFeature(SUBSCRIPTION, FEATURE)).toBe("NotRegistered");
    await azure.registerFeature(SUBSCRIPTION, FEATURE);
    await azure.registerFeature(SUBSCRIPTION, FEATURE);
    expect(await azure.readFeature(SUBSCRIPTION, FEATURE)).toBe("Registering");
  });

  it("lets AKS take notice", async () => {
    const azure = await open();
    await expect(azure.refreshProvider(SUBSCRIPTION)).resolves.toBeUndefined();
  });

  it.each([
    ["Microsoft.Features/providers/features/read", "readFeature"],
    ["Microsoft.Features/providers/features/register/action", "registerFeature"],
    ["Microsoft.ContainerService/register/action", "refreshProvider"],
  ] as const)("names %s when that is the right that is missing", async (action, call) => {
    const azure = await open({
      permissions: { actions: ["*"], notActions: [action] },
      features: { [`Microsoft.ContainerService/${FEATURE}`]: "NotRegistered" },
    });
    await expect(azure[call](SUBSCRIPTION, FEATURE)).rejects.toMatchObject({
      details: { code: "MissingArmPermission", retry: "never", missingRight: { action, scope: SCOPE } },
    });
  });
});
