/**
 * RecordTables on Azure Tables. The SDK is loaded with the first call; a table is made when it is first missed.
 */
import type { NamedKeyCredential, TokenCredential } from "@azure/core-auth";
import type { AzureEndpoint } from "./azurePipeline.ts";
import { createDocumentTable } from "./documentTable.ts";
import type { DocumentTable, RecordTables, TableName } from "./ports.ts";

export interface RecordTablesOptions extends AzureEndpoint {
  /** The app's identity; an account key only for emulators. */
  credential: TokenCredential | NamedKeyCredential;
}

export function createRecordTables({ credential, ...endpoint }: RecordTablesOptions): RecordTables {
  const table = (name: TableName): DocumentTable =>
    createDocumentTable(name, async () => {
      const { openTable } = await import("./tableClient.ts");
      return openTable(name, credential, endpoint);
    });
  return {
    clusters: table("clusters"),
    preparations: table("preparations"),
    verifications: table("verifications"),
    evidence: table("evidence"),
  };
}
