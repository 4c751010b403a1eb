/** The cluster that the contract suite runs against: a real one by its kubeconfig, or a simulated one started here. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHttpsSimulators } from "../local/httpsSimulators.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../local/scenarios/scenario.ts";
import type { ContractSettings } from "../test/contract/support/settings.ts";
import { ArgumentError, type ContractArguments } from "./contractArguments.ts";
import { DEFAULT_IMAGE } from "./contractImage.ts";

export interface Target {
  settings: ContractSettings;
  /** For people. */
  description: string;
  stop(): Promise<void>;
}

type TargetOptions = Omit<ContractArguments, "filters">;

/** Fast, yet slow enough that a shell's start is no age. */
const SIMULATED_SPEED = 10;

export function openTarget(options: TargetOptions): Promise<Target> {
  const { kubeconfig } = options;
  return kubeconfig === undefined ? openSimulated(options) : Promise.resolve(openReal({ ...options, kubeconfig }));
}

function openReal({ kubeconfig, image, allowNodeChanges }: TargetOptions & { kubeconfig: string }): Target {
  return {
    settings: {
      kubeconfig: readKubeconfig(kubeconfig),
      simulated: false,
      speed: 1,
      image: image ?? DEFAULT_IMAGE,
      allowNodeChanges,
      suffix: aSuffix(),
    },
    description: `the cluster of ${kubeconfig}`,
    stop: () => Promise.resolve(),
  };
}

async function openSimulated({ image }: TargetOptions): Promise<Target> {
  const dataFolder = mkdtempSync(join(tmpdir(), "lamplighter-contract-"));
  const scenario = { ...loadScenario(DEFAULT_SCENARIO), latencies: { podStart: 2, containerdRestart: 1 } };
  const https = await startHttpsSimulators({ scenario, dataFolder, speed: SIMULATED_SPEED });
  return {
    settings: {
      kubeconfig: readFileSync(https.kubeconfigFile, "utf8"),
      simulated: true,
      speed: SIMULATED_SPEED,
      image: image ?? DEFAULT_IMAGE,
      allowNodeChanges: true,
      suffix: aSuffix(),
    },
    description: `the simulated cluster at ${https.urls.kubernetes}`,
    async stop() {
      await https.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

function readKubeconfig(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ArgumentError(`--kubeconfig ${file} cannot be read: ${String(error)}`);
  }
}

function aSuffix(): string {
  return randomBytes(4).toString("hex");
}
