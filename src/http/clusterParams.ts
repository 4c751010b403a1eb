/** Which cluster a route is about, and where it is found in this API. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { type ClusterRef, clusterRefSchema } from "../domain/clusterRef.ts";
import type { ClusterRow } from "../domain/records.ts";
import type { RunId } from "../domain/verdicts.ts";
import { readClusterRow } from "../runs/clusterRow.ts";
import type { RouteContext } from "./deps.ts";
import { absoluteUrl } from "./json.ts";
import { preparationUrl } from "./preparationLinks.ts";
import { problem } from "./problem.ts";

export type FoundCluster = { ok: true; row: ClusterRow } | { ok: false; answer: HttpResponseInit };

/** In any spelling; a name that no cluster can have is as unknown as any other. */
export async function findCluster({ params }: HttpRequest, context: RouteContext): Promise<FoundCluster> {
  const { subscriptionId, resourceGroup, name } = params;
  const parsed = clusterRefSchema.safeParse({ subscriptionId, resourceGroup, name });
  const row = parsed.success ? await readClusterRow(context, parsed.data) : undefined;
  return row === undefined
    ? { ok: false, answer: clusterUnknown(`${subscriptionId}/${resourceGroup}/${name}`) }
    : { ok: true, row };
}

export function clusterUnknown(cluster: string): HttpResponseInit {
  return problem({
    status: 404,
    code: "ClusterUnknown",
    title: "No such cluster in the registry",
    detail: `No preparation of ${cluster} has been carried out yet.`,
    action: "Check the name, or prepare the cluster first (POST /api/preparations).",
  });
}

export function clusterUrl(request: HttpRequest, { subscriptionId, resourceGroup, name }: ClusterRef): string {
  const path = [subscriptionId, resourceGroup, name].map(encodeURIComponent).join("/");
  return absoluteUrl(request, `/api/clusters/${path}`);
}

export function verificationUrl(request: HttpRequest, cluster: ClusterRef, id: string): string {
  return `${clusterUrl(request, cluster)}/verifications/${id}`;
}

export function runUrl(request: HttpRequest, cluster: ClusterRef, { kind, id }: RunId): string {
  return kind === "preparation" ? preparationUrl(request, id) : verificationUrl(request, cluster, id);
}
