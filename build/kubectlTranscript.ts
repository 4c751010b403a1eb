/**
 * `node build/kubectlTranscript.ts`: writes docs/kubectl-transcript.md, what people see with kubectl in a cluster that
 * the default scenario has prepared. Needs `npm run build` and `npm run setup:ci`.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startWorld } from "../local/lamplighterWorld.ts";
import type { RunningWorld } from "../local/runningWorld.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../local/scenarios/scenario.ts";
import { loopbackCertificate } from "../local/world/certificate.ts";
import { listen } from "../local/world/httpBinding.ts";
import { NVIDIA } from "../src/domain/labels.ts";

const root = join(import.meta.dirname, "..");

/** `NODE` stands for a node with GPUs and InfiniBand. */
const COMMANDS = [
  "get nodes -o wide",
  "get nodes -L agentpool -L node.kubernetes.io/instance-type -L nvidia.com/gpu.count -L nvidia.com/gpu.product",
  "get nodes -L feature.node.kubernetes.io/pci-15b3.present -L network.nvidia.com/operator.mofed.wait",
  "get daemonsets --all-namespaces",
  "get pods --all-namespaces",
  "get crds",
  "get nicclusterpolicies,clusterpolicies",
  "describe daemonset nri-plugin-ulimit-adjuster --namespace kube-system",
  "describe node NODE",
];

/** A preparation takes less; ages that kubectl reckons from this machine's clock are right then. */
const PREPARED_SINCE_MS = 3600_000;

const folder = mkdtempSync(join(tmpdir(), "lamplighter-transcript-"));
try {
  writeFileSync(join(root, "docs/kubectl-transcript.md"), await transcript(folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function transcript(dataFolder: string): Promise<string> {
  const scenario = { ...loadScenario(DEFAULT_SCENARIO), given: "prepared" as const };
  const world = await startWorld({ scenario, dataFolder, speed: "virtual", startAt: Date.now() - PREPARED_SINCE_MS });
  const goOn = await reachPresent(world);
  const certificate = await loopbackCertificate(dataFolder);
  const listener = await listen(world.simulators.handlers.kubernetes, { certificate });
  try {
    const kubeconfig = join(dataFolder, "kubeconfig");
    writeFileSync(kubeconfig, kubeconfigText(listener.url, certificate.certificate, world.simulators.adminToken));
    const node = nodeOf(world);
    const sections = await shown(
      kubeconfig,
      COMMANDS.map((command) => command.replace("NODE", node)),
    );
    return [introduction(scenario.title), ...sections].join("\n");
  } finally {
    await listener.close();
    goOn();
    await world.stop();
  }
}

/** From then on time stands still. */
function reachPresent({ clock }: RunningWorld): Promise<() => void> {
  return new Promise((resolve) => clock.setTimer(Date.now(), () => resolve(clock.hold())));
}

function nodeOf({ simulators }: RunningWorld): string {
  const [node] = simulators.cluster.store.list("v1/Node", { labels: { [NVIDIA.infinibandNic]: "true" } });
  if (node === undefined) throw new Error("The prepared cluster has no node with InfiniBand");
  return node.metadata.name;
}

function introduction(title: string): string {
  return `# What kubectl shows of a prepared cluster

Made by \`node build/kubectlTranscript.ts\`: a current kubectl against the simulated cluster, once the default scenario has
been prepared. Nothing here comes from a real cluster.

The scenario: ${title}.
`;
}

/** One after the other, each without blocking the server that answers it. */
async function shown(kubeconfig: string, commands: readonly string[]): Promise<string[]> {
  const sections: string[] = [];
  for (const command of commands) {
    const output = await kubectl(kubeconfig, command.split(" "));
    sections.push(`\`\`\`console\n$ kubectl ${command}\n${output.replaceAll(/[ \t]+$/gm, "").trimEnd()}\n\`\`\`\n`);
  }
  return sections;
}

async function kubectl(kubeconfig: string, args: string[]): Promise<string> {
  const program = join(root, ".tools/bin/kubectl");
  const { stdout } = await promisify(execFile)(program, ["--kubeconfig", kubeconfig, ...args]);
  return stdout;
}

/** JSON is YAML. */
function kubeconfigText(server: string, authority: string, token: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "c", cluster: { server, "certificate-authority-data": Buffer.from(authority).toString("base64") } },
    ],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
}
