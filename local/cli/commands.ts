/** The commands with their flags, as data: parsed, explained and suggested from here. */

import { countFlag, plantedFlag, replayFlag } from "./faultsFlags.ts";
import type { Flags, OptionsOf } from "./flag.ts";
import {
  dataFlag,
  jsonFlag,
  kubeconfigFlag,
  nodesFlag,
  optionalKubeconfigFlag,
  portFlag,
  scenarioFlag,
  speedBesideClusterFlag,
  speedFlag,
  speedOrVirtualFlag,
} from "./flags.ts";
import { functionKeyFlag, peopleFlag } from "./frontDoorFlags.ts";

/** The default scenario takes some 1,100 simulated seconds: half a minute. */
const DEMO_SPEED = 60;
/** Programs of a person's own run by the real clock. */
const REAL_SPEED = 1;

const SPEED_OF_CLUSTER = `of the cluster's own time, when it is a simulated one; ${REAL_SPEED} when left out`;
const NODES_AS_JSON = "the nodes as one JSON object on the last line of stdout; progress goes to stderr";

const FAULTS_AS_JSON = "what it came to as one JSON object on the last line of stdout; progress goes to stderr";

export const COMMANDS = {
  demo: {
    about: "prepares a cluster in a fresh simulated world, shows how it goes and prints the verification record",
    exits: "0 ready; 1 not ready, blocked, cancelled or failed; 2 bad arguments or a bad request",
    flags: { scenario: scenarioFlag, json: jsonFlag, speed: speedOrVirtualFlag(DEMO_SPEED) },
  },
  start: {
    about: "keeps the app and its simulated world running until Ctrl-C",
    exits: "0 stopped; 1 could not start; 2 bad arguments",
    flags: {
      scenario: scenarioFlag,
      kubeconfig: optionalKubeconfigFlag,
      port: portFlag,
      data: dataFlag,
      speed: speedBesideClusterFlag(DEMO_SPEED),
      "function-key": functionKeyFlag,
      people: peopleFlag,
    },
  },
  simulators: {
    about: "keeps simulated Azure and Kubernetes running until Ctrl-C, for kubectl and other programs",
    exits: "0 stopped; 1 could not start; 2 bad arguments",
    flags: { scenario: scenarioFlag, data: dataFlag, speed: speedFlag(REAL_SPEED) },
  },
  "node-transaction": {
    about: "switches NRI on in containerd on the named nodes of any cluster, and brings them the ulimit adjuster",
    exits: "0 NRI is in force on every node; 1 it is not, or something went wrong; 2 bad arguments",
    flags: {
      kubeconfig: kubeconfigFlag,
      nodes: nodesFlag,
      json: { ...jsonFlag, about: NODES_AS_JSON },
      speed: { ...speedFlag(REAL_SPEED), about: SPEED_OF_CLUSTER },
    },
  },
  faults: {
    about:
      "runs the app in small simulated worlds in which something goes wrong, each otherwise, and checks what must always hold",
    exits: "0 it always held; 1 it did not; 2 bad arguments",
    flags: {
      runs: countFlag("how many", 200),
      seed: countFlag("what they follow from", 1),
      from: countFlag("the number of the first run, to go on where a batch ended", 0),
      replay: replayFlag,
      planted: plantedFlag,
      json: { ...jsonFlag, about: FAULTS_AS_JSON },
    },
  },
} as const satisfies Record<string, { about: string; exits: string; flags: Flags }>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

export type CommandOptions<N extends CommandName> = OptionsOf<(typeof COMMANDS)[N]["flags"]>;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}
