/** What a namespace that is being deleted says of the content that is left in it. Pure. */
import { BUILT_IN_KINDS } from "../../api/kinds/builtInKinds.ts";
import type { KubeObject } from "../../cluster.ts";
import type { Condition } from "../../store/conditions.ts";

export function remainderConditions(left: readonly KubeObject[]): Condition[] {
  const kinds = counted(left.map(resourceOf)).map(([resource, count]) => `${resource} has ${count} resource instances`);
  const finalizers = counted(left.flatMap(({ metadata }) => metadata.finalizers ?? [])).map(
    ([finalizer, count]) => `${finalizer} in ${count} resource instances`,
  );
  return [
    condition("NamespaceContentRemaining", kinds, {
      left: ["SomeResourcesRemain", "Some resources are remaining: "],
      none: ["ContentRemoved", "All content successfully removed"],
    }),
    condition("NamespaceFinalizersRemaining", finalizers, {
      left: ["SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: "],
      none: ["ContentHasNoFinalizers", "All content-preserving finalizers finished"],
    }),
  ];
}

type Wording = Record<"left" | "none", readonly [reason: string, message: string]>;

function condition(type: string, remaining: readonly string[], wording: Wording): Condition {
  const [reason, message] = remaining.length > 0 ? wording.left : wording.none;
  const status = remaining.length > 0 ? "True" : "False";
  return { type, status, reason, message: message + remaining.join(", ") };
}

function counted(names: readonly string[]): [name: string, count: number][] {
  return [...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]);
}

/** "configmaps." of the core group, "daemonsets.apps". */
function resourceOf({ apiVersion, kind }: KubeObject): string {
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const known = BUILT_IN_KINDS.find((each) => each.kind === kind && each.group === group && each.version === version);
  return `${known?.plural ?? `${kind.toLowerCase()}s`}.${group}`;
}
