/** Where in the page a person is: kept in the fragment, so that every view has an address. */
import { useEffect, useState } from "preact/hooks";
import type { ClusterRef } from "../../domain/clusterRef.ts";

export type Route =
  | { view: "clusters" }
  | { view: "cluster"; cluster: ClusterRef }
  | { view: "preparations" }
  | { view: "preparation"; id: string }
  | { view: "verification"; cluster: ClusterRef; id: string }
  | { view: "new" }
  | { view: "unknown" };

export const links = {
  clusters: "#/clusters",
  cluster: (cluster: ClusterRef) => `#/clusters/${clusterPath(cluster)}`,
  preparations: "#/preparations",
  preparation: (id: string) => `#/preparations/${encodeURIComponent(id)}`,
  verification: (cluster: ClusterRef, id: string) =>
    `#/clusters/${clusterPath(cluster)}/verifications/${encodeURIComponent(id)}`,
  new: "#/new",
};

/** Of a cluster, in the page's addresses and in the API's. */
export function clusterPath({ subscriptionId, resourceGroup, name }: ClusterRef): string {
  return [subscriptionId, resourceGroup, name].map(encodeURIComponent).join("/");
}

/** A preparation, or a verification of the cluster. */
export function runLink(cluster: ClusterRef, run: { kind: "preparation" | "verification"; id: string }): string {
  return run.kind === "preparation" ? links.preparation(run.id) : links.verification(cluster, run.id);
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = () => setHash(location.hash);
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, []);
  return routeOf(hash);
}

export function routeOf(hash: string): Route {
  const [view, ...rest] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  const [first, second, third, fourth, fifth, ...more] = rest;
  if (more.length > 0) return { view: "unknown" };
  if (view === "" || (view === "clusters" && first === undefined)) return { view: "clusters" };
  if (view === "clusters" && first && second && third) {
    const cluster = { subscriptionId: first, resourceGroup: second, name: third };
    if (fourth === undefined) return { view: "cluster", cluster };
    if (fourth === "verifications" && fifth) return { view: "verification", cluster, id: fifth };
  }
  if (view === "preparations" && second === undefined) {
    return first === undefined ? { view: "preparations" } : { view: "preparation", id: first };
  }
  return view === "new" && first === undefined ? { view: "new" } : { view: "unknown" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
