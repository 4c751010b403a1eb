/** A cluster as lists show it: its last verdict, by whom, and what goes on. */
import type { HttpRequest } from "@azure/functions";
import type { ClusterRow } from "../domain/records.ts";
import { activeRunOf } from "../runs/activeRun.ts";
import { clusterUrl, runUrl } from "./clusterParams.ts";
import type { RouteContext } from "./deps.ts";
import { absoluteUrl } from "./json.ts";

export async function clusterItem(request: HttpRequest, context: RouteContext, row: ClusterRow) {
  const { cluster, prepared, last } = row;
  const running = await activeRunOf(context, row);
  return {
    cluster,
    ...(last === undefined
      ? { drift: 0 }
      : {
          ...{ verdict: last.verdict, level: last.level, verifiedAt: last.at },
          run: { kind: last.run.kind, id: last.run.id },
          ...{ nodes: last.nodes, drift: last.drifted },
        }),
    ...(prepared === undefined ? {} : { profile: prepared.profile, schedule: prepared.schedule }),
    ...(running === undefined ? {} : { running: { ...running, self: runUrl(request, cluster, running) } }),
    links: clusterLinks(request, row),
  };
}

function clusterLinks(request: HttpRequest, { cluster }: ClusterRow) {
  const self = clusterUrl(request, cluster);
  const { subscriptionId, resourceGroup, name } = cluster;
  const filter = encodeURIComponent(`${subscriptionId}/${resourceGroup}/${name}`);
  const preparations = absoluteUrl(request, `/api/preparations?cluster=${filter}`);
  return { self, verifications: `${self}/verifications`, preparations };
}
