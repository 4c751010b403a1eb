/** The only file that loads @azure/identity: import it dynamically. */

import type { TokenCredential } from "@azure/core-auth";
import { AzureCliCredential, ManagedIdentityCredential } from "@azure/identity";
import { httpClientOver } from "./azurePipeline.ts";
import type { Transport } from "./transport.ts";

export function openManagedIdentity(clientId: string | undefined, transport?: Transport): TokenCredential {
  return new ManagedIdentityCredential({
    ...(clientId === undefined ? {} : { clientId }),
    ...(transport === undefined ? {} : { httpClient: httpClientOver(transport) }),
    retryOptions: { maxRetries: 0 },
  });
}

export function openDeveloperCredential(): TokenCredential {
  return new AzureCliCredential();
}
