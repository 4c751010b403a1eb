/** What happens to the world and to the host while a run goes on, and what people do meanwhile. */
import type { WrittenScenario } from "../../scenarios/scenario.ts";
import type { WorldEvent } from "../../scenarios/worldEvents.ts";
import type { Random } from "../random.ts";

type HostKill = NonNullable<WrittenScenario["hostKills"]>[number];

/** About as long as an undisturbed run takes. */
const RUN_SECONDS = 420;

export function makeHostKill(random: Random): HostKill {
  return {
    at: random.pick([
      "write:made",
      "write:made",
      "activity:begun",
      "activity:ran",
      "activity:committed",
      "turn:begun",
      "turn:ran",
      "turn:committed",
    ]),
    time: random.int(1, 60),
  };
}

type Make = (random: Random, pools: readonly [string, ...string[]]) => WorldEvent["do"][];

const node = (random: Random, pools: readonly [string, ...string[]]) => ({
  ...{ pool: random.pick(pools), index: random.int(0, 2), ifThere: true },
});

/** With what ends it, some seconds later. */
const MAKERS: readonly [Make, ...Make[]] = [
  (random, pools) => [{ kind: "reboot", ...node(random, pools), afterSeconds: random.pick([20, 120]) }],
  (random, pools) => [{ kind: "reimage", ...node(random, pools), afterSeconds: random.pick([5, 60, 300]) }],
  (random, pools) => [{ kind: "delete", ...node(random, pools), replaced: random.chance(0.7) }],
  (random, pools) => [{ kind: "updateToolkit", ...node(random, pools), version: random.pick(["1.17.8", "1.18.0"]) }],
  (random, pools) => {
    const target = node(random, pools);
    return [
      { kind: "silence", ...target, silenced: true },
      { kind: "silence", ...target, silenced: false },
    ];
  },
  (random, pools) => [{ kind: "dropPlugins", ...node(random, pools) }],
  (random, pools) => [{ kind: "evict", ...node(random, pools), namespace: "lamplighter-system" }],
  (random, pools) => [
    {
      kind: "evict",
      ...node(random, pools),
      namespace: random.pick(["kube-system", "gpu-operator", "network-operator"]),
    },
  ],
  (random, pools) => {
    const target = node(random, pools);
    const lifted = { kind: "cordon" as const, ...target, cordoned: false };
    return [{ kind: "cordon", ...target, cordoned: true }, ...(random.chance(0.3) ? [lifted] : [])];
  },
  (random, pools) => {
    const target = node(random, pools);
    const gone = { kind: "serve" as const, ...target, serving: false };
    return [{ kind: "serve", ...target, serving: true }, ...(random.chance(0.4) ? [gone] : [])];
  },
  () => [{ kind: "prepare" }],
  () => [{ kind: "cancel", reason: "changed my mind" }],
];

export function makeEvent(random: Random, pools: readonly [string, ...string[]]): WorldEvent[] {
  const actions = random.pick(MAKERS)(random, pools);
  let atSeconds = random.int(0, RUN_SECONDS);
  return actions.map((what) => {
    const event = { atSeconds, do: what };
    atSeconds += random.pick([20, 90, 600]);
    return event;
  });
}
