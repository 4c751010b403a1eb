/** GET /api/clusters/{subscriptionId}/{resourceGroup}/{name}: how it stands, by the last verdict and the nodes' certificates. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { countStates } from "../domain/assessment.ts";
import { clusterKey } from "../domain/clusterRef.ts";
import type { NodeCertificate } from "../domain/nodeCertificate.ts";
import { MOST_TROUBLE } from "../domain/progress.ts";
import { certificatesOf } from "../domain/records.ts";
import { clusterItem } from "./clusterItem.ts";
import { findCluster } from "./clusterParams.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { preparationUrl } from "./preparationLinks.ts";

/** AKS's limit for one cluster. */
const MOST_NODES = 5000;

export async function readCluster(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const found = await findCluster(request, context);
  if (!found.ok) return found.answer;
  const { cluster, prepared, last } = found.row;
  const partition = certificatesOf(clusterKey(cluster));
  const stored = await context.tables.verifications.list<NodeCertificate>(partition, { limit: MOST_NODES });
  const certificates = stored.map(({ value }) => value);
  return json(200, {
    ...(await clusterItem(request, context, found.row)),
    ...(prepared === undefined ? {} : { prepared: preparedView(request, prepared) }),
    pools: countsByPool(certificates),
    nodesInTrouble: certificates
      .filter(({ state }) => state !== "valid")
      .slice(0, MOST_TROUBLE)
      .map(troubleOf),
    ...{ drifted: last?.drift ?? [], findings: last?.findings ?? [] },
  });
}

function preparedView(request: HttpRequest, { preparationId: id, pools }: { preparationId: string; pools: unknown }) {
  return { id, self: preparationUrl(request, id), pools };
}

function countsByPool(certificates: readonly NodeCertificate[]) {
  const names = [...new Set(certificates.map(({ pool }) => pool))].toSorted();
  return names.map((name) => ({ name, ...countStates(certificates.filter(({ pool }) => pool === name)) }));
}

function troubleOf({ name, pool, state, level, reason = "", lookedAt }: NodeCertificate) {
  return { name, pool, state, level, reason, lookedAt };
}
