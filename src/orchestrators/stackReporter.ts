/** The custom status of installStack: each release and resource, and what it is waiting for. */
import type { StackProgress } from "../domain/progress.ts";
import type { StackSpec } from "../domain/stack.ts";
import { setBoundedStatus } from "./boundedStatus.ts";
import type { OrchestrationContext } from "./durable.ts";

export type StackReport = (item: string, state: string) => void;

export function stackReporter(context: OrchestrationContext, stack: StackSpec): StackReport {
  const names = [
    ...stack.releases.map((release) => release.name),
    ...(stack.rdma ? ["network"] : []),
    ...(stack.peermemReloader ? ["peermem-reloader"] : []),
    "ulimit-adjuster",
  ];
  const states = new Map(names.map((name) => [name, "waiting"]));
  return (item, state) => {
    states.set(item, state);
    const progress: StackProgress = { items: [...states].map(([name, value]) => ({ name, state: value })) };
    setBoundedStatus(context, progress, "items");
  };
}
