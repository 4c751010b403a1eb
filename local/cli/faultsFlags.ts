/** The flags of `faults` alone. */
import { PLANTED_NAMES, type PlantedName } from "../faults/planted/plantedBugs.ts";
import { loadScenario, type Scenario, ScenarioError } from "../scenarios/scenario.ts";
import { type Flag, FlagProblem } from "./flag.ts";
import { nearest } from "./nearest.ts";

export function countFlag(about: string, usual: number): Flag<number> {
  return {
    takes: "N",
    about: `${about}; ${usual} when left out`,
    fallback: () => usual,
    read(text) {
      const count = Number(text);
      if (/^\d+$/.test(text) && count <= MOST) return count;
      throw new FlagProblem(`expected a whole number from 0 to ${MOST}, got "${text}"`);
    },
  };
}

const MOST = 2 ** 32 - 1;

export const replayFlag: Flag<Scenario | undefined> = {
  takes: "FILE.json",
  about: "run this schedule alone, as a failure has printed it",
  fallback: () => undefined,
  read(text) {
    try {
      return loadScenario(text);
    } catch (error) {
      throw error instanceof ScenarioError ? new FlagProblem(error.message) : error;
    }
  },
};

export const plantedFlag: Flag<PlantedName | undefined> = {
  takes: "NAME",
  about: "plant this bug into the app first, and stop when it is found",
  fallback: () => undefined,
  read(text) {
    const name = PLANTED_NAMES.find((known) => known === text);
    if (name !== undefined) return name;
    const meant = nearest(text, PLANTED_NAMES);
    throw new FlagProblem(
      `there is no bug "${text}" to plant${meant === undefined ? `; known: ${PLANTED_NAMES.join(", ")}` : `; did you mean ${meant}?`}`,
    );
  },
};
