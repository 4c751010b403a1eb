/** What the API server knows about one kind in one group and version. */
import type { SchemaNode } from "../schema/schemaNode.ts";

export interface ResourceKind {
  /** "" for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  namespaced: boolean;
  subresources: readonly string[];
  /** Whether it comes from a CustomResourceDefinition. */
  custom: boolean;
  schema: SchemaNode;
}

export function apiVersionOf({ group, version }: Pick<ResourceKind, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The store's name of the kind: "apps/v1/DaemonSet". */
export function storedKindOf(kind: Pick<ResourceKind, "group" | "version" | "kind">): string {
  return `${apiVersionOf(kind)}/${kind.kind}`;
}

export function hasStatus({ subresources }: Pick<ResourceKind, "subresources">): boolean {
  return subresources.includes("status");
}
