/**
 * Scripts that the simulator knows, played inside this process: a virtual clock would otherwise wait for thousands of
 * processes. Everything else goes to `otherwise`, a known script with a changed text included.
 */
import type { Clock } from "../../../../world/clock.ts";
import { insideOf } from "../../kubelet/containerInside.ts";
import type { NodeFiles } from "../../machine/nodeFiles.ts";
import type { ScriptRunner } from "../scriptRunner.ts";
import { scriptTimes } from "../scriptTimes.ts";
import { NEEDED_FILES } from "./facts.ts";
import { knownScript, type ModelOf } from "./knownScripts.ts";
import { playScript } from "./playScript.ts";

export interface ModelledScriptsOptions {
  clock: Clock;
  files: NodeFiles;
  /** Left out: `knownScript`. */
  modelOf?: ModelOf | undefined;
  otherwise: ScriptRunner;
}

export function createModelledScripts({
  clock,
  files,
  modelOf = (context) => knownScript(context),
  otherwise,
}: ModelledScriptsOptions): ScriptRunner {
  const waiting = new Set<string>();
  return {
    start(id, context, onExit) {
      if (waiting.has(id)) return;
      const script = modelOf(context);
      const tree = files.treeOf(context.record);
      if (script === undefined || !NEEDED_FILES.every((path) => tree.typeOf(path) !== undefined))
        return otherwise.start(id, context, onExit);
      const times = scriptTimes(context);
      const release = clock.hold();
      waiting.add(id);
      queueMicrotask(() => {
        try {
          if (waiting.delete(id)) onExit(playScript(script, { files: tree, inside: insideOf(context) }, times));
        } finally {
          release();
        }
      });
    },
    has: (id) => waiting.has(id) || otherwise.has(id),
    kill(podUid) {
      for (const id of waiting) if (id.startsWith(`${podUid}/`)) waiting.delete(id);
      otherwise.kill(podUid);
    },
    killAll() {
      waiting.clear();
      otherwise.killAll();
    },
  };
}
