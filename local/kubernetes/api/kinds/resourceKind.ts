/** What the API server knows about one kind in one group and version. */
import type { SentObject } from "../../cluster.ts";
import type { Column } from "../printing/column.ts";
import type { SchemaNode } from "../schema/schemaNode.ts";
import type { StatusCause } from "../statusCause.ts";

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
  /** Of custom resources: what their definition's schema forbids, and what it fills in. */
  check?(object: SentObject): StatusCause[];
  complete?(object: SentObject): SentObject;
  /** Of custom resources; the columns of built-in kinds are known by their names. */
  columns?: readonly Column[];
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
