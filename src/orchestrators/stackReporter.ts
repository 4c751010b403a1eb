/** The custom status of installStack: each release and resource, and what it is waiting for. */
import type { StackItem, StackProgress } from "../domain/progress.ts";
import type { StackSpec } from "../domain/stack.ts";
import { setBoundedStatus } from "./boundedStatus.ts";
import { now, type OrchestrationContext } from "./durable.ts";

export type StackReport = (item: string, state: string) => void;

export function stackReporter(context: OrchestrationContext, stack: StackSpec): StackReport {
  const names = [
    ...stack.releases.map((release) => release.name),
    ...(stack.rdma ? ["network"] : []),
    ...(stack.peermemReloader ? ["peermem-reloader"] : []),
    "ulimit-adjuster",
  ];
  const items = new Map<string, StackItem>(names.map((name) => [name, { name, state: "waiting" }]));
  return (name, state) => {
    if (items.get(name)?.state !== state) items.set(name, { name, state, changedAt: now(context) });
    const progress: StackProgress = { items: [...items.values()] };
    setBoundedStatus(context, progress, "items");
  };
}
