/** Where a verification is found in this API. */
import type { HttpRequest } from "@azure/functions";
import type { VerificationRow } from "../domain/verification.ts";
import { clusterUrl, verificationUrl } from "./clusterParams.ts";

export function verificationLinks(
  request: HttpRequest,
  { id, cluster }: Pick<VerificationRow, "id" | "cluster">,
): { self: string; nodes: string; cluster: string } {
  const self = verificationUrl(request, cluster, id);
  return { self, nodes: `${self}/nodes`, cluster: clusterUrl(request, cluster) };
}
