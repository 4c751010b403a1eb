/** The containerd of the simulated nodes, observed as a real one is. */
import { evaluateConfigOf } from "../../local/kubernetes/node/containerd/containerdService.ts";
import { memoryTree } from "../../local/kubernetes/node/machine/fileTree.ts";
import { SIMULATION_PATHS } from "../../local/kubernetes/node/machine/simulationPaths.ts";
import { CONFIG_PATH, type NodeTexts } from "./containerdRoot.ts";
import type { Observation } from "./observation.ts";

export function observeSimulated(version: string, texts: NodeTexts): Observation {
  const files = memoryTree();
  files.write(SIMULATION_PATHS.containerdVersion, `${version}\n`);
  for (const [path, text] of Object.entries(texts)) files.write(path, text);
  const evaluation = evaluateConfigOf(files, CONFIG_PATH);
  if ("error" in evaluation) return { dump: undefined, nri: "notStarted", remark: evaluation.error };
  const { dump, nriEnabled, startError } = evaluation;
  if (startError !== undefined) return { dump, nri: "notStarted", remark: startError };
  return { dump, nri: nriEnabled ? "listening" : "off", remark: "" };
}
