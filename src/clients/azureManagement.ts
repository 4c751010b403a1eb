/** One lazily loaded Resource Manager client for each subscription, shared by everything that asks Azure. */
import type { TokenCredential } from "@azure/core-auth";
import type { AzureEndpoint } from "./azurePipeline.ts";
import type * as ContainerService from "./containerService.ts";

export interface AzureManagementOptions extends AzureEndpoint {
  credential: TokenCredential;
}

type Call<T> = (sdk: typeof ContainerService, context: ContainerService.ContainerServiceContext) => Promise<T>;

/** Runs one call of the SDK; errors are the SDK's. */
export type AzureManagement = <T>(subscriptionId: string, call: Call<T>) => Promise<T>;

export function createAzureManagement({ credential, ...endpoint }: AzureManagementOptions): AzureManagement {
  const contexts = new Map<string, ContainerService.ContainerServiceContext>();
  return async (subscriptionId, call) => {
    const sdk = await import("./containerService.ts");
    const key = subscriptionId.toLowerCase();
    const context = contexts.get(key) ?? sdk.openContainerService(subscriptionId, credential, endpoint);
    contexts.set(key, context);
    return call(sdk, context);
  };
}
