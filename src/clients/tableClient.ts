/** The only file that loads @azure/data-tables: import it dynamically. */
import type { NamedKeyCredential, TokenCredential } from "@azure/core-auth";
import { TableClient } from "@azure/data-tables";
import { type AzureEndpoint, azurePipelineOptions } from "./azurePipeline.ts";

export type { TableClient };

export function openTable(
  name: string,
  credential: TokenCredential | NamedKeyCredential,
  endpoint: AzureEndpoint,
): TableClient {
  const options = {
    ...azurePipelineOptions(endpoint),
    // Emulators only: with a token the SDK refuses plain HTTP whatever this says.
    allowInsecureConnection: endpoint.endpoint.startsWith("http://"),
  };
  return "getToken" in credential
    ? new TableClient(endpoint.endpoint, name, credential, options)
    : new TableClient(endpoint.endpoint, name, credential, options);
}
