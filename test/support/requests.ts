/** Requests for tests: as a caller sends them, and as they are once accepted. One pool of two H100 nodes unless said otherwise. */
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import { type PreparationRequest, parseRequest } from "../../src/domain/request.ts";

export const H100 = "Standard_ND96isr_H100_v5";
export const H200 = "Standard_ND96isr_H200_v5";
export const A100 = "Standard_NC24ads_A100_v4";

export const CLUSTER = {
  subscriptionId: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11",
  resourceGroup: "llm-serving",
  name: "aks-llm-d",
};

export type Changes = Record<string, unknown>;

export function aPoolBody(changes: Changes = {}): Changes {
  return { name: "h100", vmSize: H100, count: 2, ...changes };
}

export function aRequestBody(changes: Changes = {}): Changes {
  return { cluster: CLUSTER, profile: "self-managed", nodePools: [aPoolBody()], ...changes };
}

export function aRequest(changes: Changes = {}): PreparationRequest {
  const parsed = parseRequest(aRequestBody(changes), GUIDE_CATALOG);
  if (!parsed.ok) throw new Error(`The test's request is refused: ${JSON.stringify(parsed.problems)}`);
  return parsed.request;
}
