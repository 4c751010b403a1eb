/** Reduces a schedule that breaks an invariant to the troubles that matter (delta debugging). */
import type { Scenario } from "../scenarios/scenario.ts";

/** In which a trouble can be left out. */
const PARTS = ["faults", "events", "hostKills", "refusals", "workloads"] as const;

type Part = (typeof PARTS)[number];
interface Trouble {
  part: Part;
  index: number;
}

/** `breaks`: whether the same invariant is broken still. Asks at most `mostTries` times. */
export async function shrink(
  scenario: Scenario,
  breaks: (candidate: Scenario) => Promise<boolean>,
  mostTries = 60,
): Promise<Scenario> {
  let troubles = PARTS.flatMap((part) => scenario[part].map((_, index): Trouble => ({ part, index })));
  const asked = { tries: 0 };
  let size = Math.ceil(troubles.length / 2);
  while (size >= 1) {
    const smaller = await withoutSome(troubles, size, async (rest) => {
      asked.tries += 1;
      return asked.tries <= mostTries && (await breaks(keeping(scenario, rest)));
    });
    if (smaller === undefined) size = size === 1 ? 0 : Math.ceil(size / 2);
    else {
      troubles = smaller;
      size = Math.min(size, Math.max(Math.ceil(troubles.length / 2), 1));
      if (troubles.length === 0) break;
    }
  }
  return keeping(scenario, troubles);
}

/** The first remainder that still breaks it. */
async function withoutSome(
  troubles: readonly Trouble[],
  size: number,
  breaks: (rest: readonly Trouble[]) => Promise<boolean>,
): Promise<Trouble[] | undefined> {
  for (let start = 0; start < troubles.length; start += size) {
    const rest = [...troubles.slice(0, start), ...troubles.slice(start + size)];
    if (await breaks(rest)) return rest;
  }
  return undefined;
}

function keeping(scenario: Scenario, troubles: readonly Trouble[]): Scenario {
  const isKept = (part: Part) => (_: unknown, index: number) =>
    troubles.some((trouble) => trouble.part === part && trouble.index === index);
  return {
    ...scenario,
    faults: scenario.faults.filter(isKept("faults")),
    events: scenario.events.filter(isKept("events")),
    hostKills: scenario.hostKills.filter(isKept("hostKills")),
    refusals: scenario.refusals.filter(isKept("refusals")),
    workloads: scenario.workloads.filter(isKept("workloads")),
  };
}
