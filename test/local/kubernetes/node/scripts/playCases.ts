/** Plays script cases, one node each, in one world: with real `sh` or with the models. */
import { existsSync } from "node:fs";
import { type FileTree, readText } from "../../../../../local/kubernetes/node/machine/fileTree.ts";
import type { MachineState } from "../../../../../local/kubernetes/node/nodeRecord.ts";
import { NODE_SCRIPTS } from "../../../../../src/activities/scripts/nodeScripts.ts";
import {
  CONFIG_PATH,
  newConfigMap,
  newConfigName,
  nodePod,
  runScripts,
  runScriptsName,
} from "../../../../../src/domain/manifests/nodePod.ts";
import { SYSTEM_NAMESPACE } from "../../../../../src/domain/namespaces.ts";
import { aNode, aWorld, type TestWorld, terminationOf } from "../aWorld.ts";
import { CONFIGS, type Patching, type ScriptCase, sha256 } from "./scriptCases.ts";

/** Everything that a script leaves behind. */
export interface ScriptTrace {
  exitCode: number | undefined;
  message: string | undefined;
  log: string | undefined;
  elapsedMs: number;
  /** Restarts of containerd among it. */
  machine: MachineState;
  files: Record<string, string>;
  ranInShell: boolean;
}

type RunOwner = { name: string; uid: string };

const RUN = "run-1";
const CONFIG = "etc/containerd/config.toml";

export async function playCases(
  cases: readonly ScriptCase[],
  how: "sh" | "model",
  scripts: Record<string, string> = NODE_SCRIPTS,
): Promise<ScriptTrace[]> {
  const world = aWorld({ scripts: how });
  const { uid } = world.create(runScripts(RUN, scripts)).metadata;
  const nodes = cases.map((_, index) => `aks-h100-12345678-vmss${String(index).padStart(6, "0")}`);
  cases.forEach(({ osSku }, index) => world.addNode(aNode(nodes[index] ?? "", { osSku })));
  await world.pass(120);
  cases.forEach((scriptCase, index) =>
    startCase(world, nodes[index] ?? "", scriptCase, { name: runScriptsName(RUN), uid }),
  );
  const hasEnded = (node: string) => terminationOf(world, podName(node)) !== undefined;
  await world.until(() => nodes.every(hasEnded), "all scripts to end");
  return nodes.map((node) => traceOf(world, node));
}

function startCase(world: TestWorld, node: string, scriptCase: ScriptCase, owner: RunOwner): void {
  const files = prepareNode(world, node, scriptCase);
  const { uid, bootId } = world.machines.get(node);
  const { patch } = scriptCase;
  const work =
    patch === undefined ? { script: "probe.sh" as const, env: {} } : preparePatch(world, files, patch, owner);
  const pod = nodePod({
    node: { name: node, uid, bootId, pool: "h100" },
    image: "mcr.microsoft.com/cbl-mariner/busybox:2.0",
    tolerations: [],
    preparationId: RUN,
    purpose: patch === undefined ? "probe" : "patch",
    chunk: "h100-0",
    attempt: 1,
    owner,
    deadlineSeconds: patch?.deadlineSeconds ?? 300,
    ...work,
  });
  world.create({ ...pod, metadata: { ...pod.metadata, name: podName(node) } });
}

/** Answers the node's files. */
function prepareNode(world: TestWorld, node: string, state: ScriptCase): FileTree {
  const driver = state.driver ? { nvidiaDriverVersion: "580.82.07" } : {};
  const ofed = state.ofed ? { ofedVersion: "25.07-0.9.7" } : {};
  world.machines.change(node, { ...driver, ...ofed, peermemLoaded: state.peermem });
  const files = world.files.treeOf(world.machines.get(node));
  if (state.toolkit !== undefined) world.machines.installToolkit(node, state.toolkit);
  const config = CONFIGS[state.config](readText(files, CONFIG) ?? "");
  if (config === undefined) files.remove(CONFIG);
  else files.write(CONFIG, config);
  for (let port = 0; port < state.portsDown; port++) {
    files.write(`sys/class/infiniband/mlx5_${port}/ports/1/state`, "1: DOWN\n");
  }
  return files;
}

function preparePatch(world: TestWorld, files: FileTree, patch: Patching, owner: RunOwner) {
  const before = readText(files, CONFIG) ?? "";
  const after = CONFIGS[patch.to](before) ?? "";
  const hashes = { oldSha256: hashOf(before, patch.oldSha256), newSha256: hashOf(after, patch.newSha256) };
  leaveBehind(files, patch.left, { before, after, oldSha256: hashes.oldSha256 });
  const configMap = newConfigName(RUN, hashes.newSha256);
  if (world.get("v1/ConfigMap", SYSTEM_NAMESPACE, configMap) === undefined) {
    const base64 = Buffer.from(after).toString("base64");
    world.create(newConfigMap(owner, RUN, hashes.newSha256, base64));
  }
  const env = { OLD_SHA256: hashes.oldSha256, NEW_SHA256: hashes.newSha256, NEW_CONFIG: `${CONFIG_PATH}/config.toml` };
  return { script: "patch.sh" as const, env, configMap };
}

/** What an earlier transaction did before it was killed. */
function leaveBehind(
  files: FileTree,
  left: Patching["left"],
  { before, after, oldSha256 }: { before: string; after: string; oldSha256: string },
): void {
  const backup = `${CONFIG}.lamplighter-${oldSha256}`;
  const leftovers: Record<Patching["left"], Record<string, string>> = {
    nothing: {},
    backup: { [backup]: before },
    foreignBackup: { [backup]: "something else" },
    halfBackup: { [`${backup}.part`]: before.slice(0, 10) },
    stagedFile: { [backup]: before, [`${CONFIG}.lamplighter-new`]: after.slice(0, 10) },
    newFileInPlace: { [backup]: before, [CONFIG]: after },
    newFileInPlaceWithoutBackup: { [CONFIG]: after },
  };
  for (const [path, text] of Object.entries(leftovers[left])) files.write(path, text);
}

function hashOf(text: string, which: "right" | "wrong"): string {
  return sha256(which === "right" ? text : `${text}# another one`);
}

function traceOf(world: TestWorld, node: string): ScriptTrace {
  const { exitCode, message, startedAt = "", finishedAt = "" } = terminationOf(world, podName(node)) ?? {};
  const uid = world.get("v1/Pod", SYSTEM_NAMESPACE, podName(node))?.metadata.uid ?? "";
  const record = world.machines.get(node);
  const files = world.files.treeOf(record);
  return {
    exitCode,
    message,
    log: world.podLogs.read(uid, "probe") ?? world.podLogs.read(uid, "patch"),
    elapsedMs: Date.parse(finishedAt) - Date.parse(startedAt),
    machine: record.machine,
    files: Object.fromEntries(files.paths().map((path) => [path, files.read(path)?.toString("latin1") ?? ""])),
    ranInShell: existsSync(world.files.podFolder(record, uid)),
  };
}

function podName(node: string): string {
  return `pod-${node}`;
}
