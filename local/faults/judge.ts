/** Hands what happens in a world to every invariant, and keeps count of what was checked and what did not hold. */
import type { HostLog } from "../host/hostLog.ts";
import type { RunningWorld } from "../runningWorld.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { INVARIANTS } from "./invariants/invariants.ts";
import { type Breach, createScene, type Invariant } from "./scene.ts";
import type { WorldWatch } from "./watch.ts";

export interface Judge {
  /** What happens before `begin` is not judged. */
  watch: Required<Pick<WorldWatch, "onFileChanged" | "onInjected" | "onMoment" | "onRequest">>;
  log: HostLog;
  begin(world: RunningWorld, scenario: Scenario): void;
  end(): void;
  /** For what is seen from outside alone. */
  blame(invariant: string, found: string): void;
  readonly breaches: readonly Breach[];
  readonly checked: number;
  readonly injected: ReadonlyMap<string, number>;
}

export function createJudge(): Judge {
  const breaches: Breach[] = [];
  const injected = new Map<string, number>();
  let invariants: Invariant[] = [];
  let checked = 0;
  let atSeconds = () => 0;

  function blame(breach: Omit<Breach, "atSeconds">): void {
    if (breaches.some(({ invariant }) => invariant === breach.invariant)) return;
    breaches.push({ ...breach, atSeconds: atSeconds() });
  }

  return {
    watch: {
      onFileChanged(node, files, path) {
        for (const one of invariants) one.onFile?.(node, files, path);
      },
      onInjected(kind) {
        injected.set(kind, (injected.get(kind) ?? 0) + 1);
        for (const one of invariants) one.onInjected?.(kind);
      },
      onMoment(at, subject) {
        for (const one of invariants) one.onMoment?.(at, subject);
      },
      onRequest(request, response) {
        for (const one of invariants) one.onRequest?.(request, response);
      },
    },
    log({ message }) {
      for (const one of invariants) one.onLog?.(message);
    },
    begin({ clock, simulators, host }, scenario) {
      const beganAt = clock.now();
      atSeconds = () => Math.round((clock.now() - beganAt) / 1000);
      const scene = createScene({
        ...{ scenario, clock, simulators, inspect: () => host.inspect },
        onChecked(breach) {
          checked += 1;
          if (breach !== undefined) blame(breach);
        },
      });
      invariants = INVARIANTS.map((make) => make(scene));
      simulators.cluster.store.onChange((change) => {
        for (const one of invariants) one.onObject?.(change);
      });
    },
    end() {
      for (const one of invariants) one.atEnd?.();
    },
    blame: (invariant, found) => blame({ invariant, found }),
    breaches,
    injected,
    get checked() {
      return checked;
    },
  };
}
