/** Azure Resource Manager's REST, loaded when it is first needed; whatever fails is a ClientFault. */
import type { TokenCredential } from "@azure/core-auth";
import type { ArmRight } from "../domain/inventory.ts";
import { azureFault } from "./azureFaults.ts";
import type { AzureEndpoint } from "./azurePipeline.ts";
import type { AzureRest } from "./azureRest.ts";

export interface AzureCallsOptions extends AzureEndpoint {
  credential: TokenCredential;
}

export interface AzureCall<T> {
  /** "LIST skus". */
  operation: string;
  /** What it needs, told when that is what is missing. */
  right: ArmRight;
  run(rest: AzureRest): Promise<T>;
}

export type AzureCalls = <T>(call: AzureCall<T>) => Promise<T>;

export function createAzureCalls({ credential, ...endpoint }: AzureCallsOptions): AzureCalls {
  let opened: Promise<AzureRest> | undefined;
  return async ({ operation, right, run }) => {
    try {
      opened ??= import("./azureRest.ts").then(({ openAzureRest }) => openAzureRest(credential, endpoint));
      return await run(await opened);
    } catch (error) {
      throw azureFault(error, operation, right);
    }
  };
}
