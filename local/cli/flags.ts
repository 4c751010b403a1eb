/** The flags that commands share. */
import { resolve } from "node:path";
import { KubeconfigError } from "../kubeconfig/kubeconfigError.ts";
import { type GivenCluster, readKubeconfig } from "../kubeconfig/readKubeconfig.ts";
import { DEFAULT_SCENARIO, loadScenario, type Scenario, ScenarioError } from "../scenarios/scenario.ts";
import { type Flag, FlagProblem } from "./flag.ts";

export const scenarioFlag: Flag<Scenario> = {
  takes: "NAME|FILE.json",
  about: `the world and the request; ${DEFAULT_SCENARIO} when left out`,
  fallback: () => loadScenario(DEFAULT_SCENARIO),
  read(text) {
    try {
      return loadScenario(text);
    } catch (error) {
      throw error instanceof ScenarioError ? new FlagProblem(error.message) : error;
    }
  },
};

export const kubeconfigFlag: Flag<GivenCluster> = {
  takes: "FILE",
  about: "the cluster to work on: its current context, with a token or a client certificate",
  read(text) {
    try {
      return readKubeconfig(text);
    } catch (error) {
      throw error instanceof KubeconfigError ? new FlagProblem(error.message) : error;
    }
  },
};

export const optionalKubeconfigFlag: Flag<GivenCluster | undefined> = {
  ...kubeconfigFlag,
  about: "a cluster to work on instead of the simulated one; Azure stays simulated",
  fallback: () => undefined,
};

export const nodesFlag: Flag<string[]> = {
  takes: "NAME,NAME,...",
  about: "the nodes, as kubectl get nodes names them",
  read(text) {
    const names = [...new Set(text.split(",").map((name) => name.trim()))];
    const wrong = names.filter((name) => !/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name));
    if (wrong.length === 0) return names;
    throw new FlagProblem(`expected names of nodes with commas between them, got "${wrong.join('", "')}"`);
  },
};

export const jsonFlag: Flag<boolean> = {
  about: "the record as one JSON object on the last line of stdout; progress goes to stderr",
  fallback: () => false,
  read: () => true,
};

export const dataFlag: Flag<string | undefined> = {
  takes: "DIR",
  about: "keep the world in this folder and go on from it; a temporary one when left out",
  fallback: () => undefined,
  read: (text) => resolve(text),
};

export const portFlag: Flag<number> = {
  takes: "N",
  about: "of the API, 0 for any free one; 7071 when left out",
  fallback: () => 7071,
  read(text) {
    const port = Number(text);
    if (/^\d+$/.test(text) && port <= 65_535) return port;
    throw new FlagProblem(`expected a port from 0 to 65535, got "${text}"`);
  },
};

export function speedFlag(usual: number): Flag<number> {
  return {
    takes: "N",
    about: `simulated seconds a second; ${usual} when left out`,
    fallback: () => usual,
    read: (text) => readSpeed(text, "a number above 0"),
  };
}

/** A cluster that is not simulated here keeps its own time. */
export function speedBesideClusterFlag(usual: number): Flag<number> {
  return {
    ...speedFlag(usual),
    about: `simulated seconds a second; when left out ${usual}, with --kubeconfig 1`,
    fallback: (named) => (named.has("kubeconfig") ? 1 : usual),
  };
}

export function speedOrVirtualFlag(usual: number): Flag<number | "virtual"> {
  return {
    takes: "N|virtual",
    about: `simulated seconds a second, or as fast as it goes; ${usual} when left out`,
    fallback: () => usual,
    read: (text) => (text === "virtual" ? text : readSpeed(text, 'a number above 0, or "virtual"')),
  };
}

function readSpeed(text: string, expected: string): number {
  const speed = Number(text);
  if (text.trim() !== "" && Number.isFinite(speed) && speed > 0) return speed;
  throw new FlagProblem(`expected ${expected}, got "${text}"`);
}
