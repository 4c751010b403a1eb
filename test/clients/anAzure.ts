/** AzurePort on simulated Azure, over a binding; closed when the test that opened it ends. */
import type { TokenCredential } from "@azure/core-auth";
import { onTestFinished } from "vitest";
import type { WireHandler } from "../../local/world/wire.ts";
import { createAzureClient } from "../../src/clients/azureClient.ts";
import { aWorld, type WorldOptions } from "../local/azure/azureWorld.ts";
import { type Binding, endpointOf } from "./bindings.ts";

export interface AzureOptions extends WorldOptions {
  /** What stands between the client and Azure. */
  around?: (handler: WireHandler) => WireHandler;
}

export async function anAzure(bind: Binding["bind"], { around = (handler) => handler, ...options }: AzureOptions = {}) {
  const world = aWorld(options);
  const bound = await bind(around(world.arm.handle), world.clock);
  onTestFinished(() => bound.close());
  const { token } = world.tokens.issue("https://management.azure.com", "app");
  const credential = { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const azureAs = (as: TokenCredential) => createAzureClient({ ...endpointOf(bound), credential: as });
  return { ...world, azureAs, azure: azureAs(credential) };
}
