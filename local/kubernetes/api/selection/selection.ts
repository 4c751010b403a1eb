/** What a list, watch or deletecollection request selects, from its query. */
import type { KubeObject, ListFilter } from "../../cluster.ts";
import type { Target } from "../apiContext.ts";
import { matchesFields, parseFieldSelector } from "./fieldSelector.ts";
import { EVERYTHING, parseLabelSelector } from "./labelSelector.ts";

export interface Selection {
  /** The part of it that the store has indexes for. */
  filter: ListFilter;
  matches(object: KubeObject): boolean;
}

export function selectionOf(query: URLSearchParams, { kind, namespace, name }: Target): Selection {
  const labelText = query.get("labelSelector") ?? "";
  const labels = labelText === "" ? EVERYTHING : parseLabelSelector(labelText);
  const fields = parseFieldSelector(query.get("fieldSelector") ?? "", kind);
  const node = fields.find(({ field, equal }) => field === "spec.nodeName" && equal);
  return {
    filter: { labels: labels.equal, ...(node === undefined ? {} : { nodeName: node.value }) },
    matches: (object) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      (name === undefined || object.metadata.name === name) &&
      labels.matches(object.metadata.labels) &&
      matchesFields(object, fields),
  };
}
