/** Every script as a real `sh` process. */
import { join } from "node:path";
import type { Clock } from "../../../world/clock.ts";
import type { ContainerContext } from "../kubelet/containerContext.ts";
import { insideOf } from "../kubelet/containerInside.ts";
import { mountsOf, volumePlaces } from "../kubelet/podVolumes.ts";
import type { NodeFiles } from "../machine/nodeFiles.ts";
import { type ScriptCommand, scriptCommand } from "./scriptCommand.ts";
import { createScriptProcesses } from "./scriptProcess.ts";
import type { ScriptRunner } from "./scriptRunner.ts";
import { scriptTimes } from "./scriptTimes.ts";

export interface ShScriptsOptions {
  clock: Clock;
  files: NodeFiles;
  /** Where processes keep compiled code for the next ones. */
  compileCache: string;
}

/** Commands that a simulated container finds instead of this machine's own. */
export const STUBS_FOLDER = join(import.meta.dirname, "../stubs");

export function createShScripts(options: ShScriptsOptions): ScriptRunner {
  const processes = createScriptProcesses(options.clock);
  return {
    ...processes,
    start: (id, context, onExit) => processes.start(id, commandOf(context, options), onExit),
  };
}

function commandOf(context: ContainerContext, { files, compileCache }: ShScriptsOptions): ScriptCommand {
  const { pod, container, record, cluster } = context;
  return scriptCommand(pod, container, {
    mounts: mountsOf(pod, container, volumePlaces(pod, record, files, cluster)),
    root: files.rootOf(record),
    podFolder: files.podFolder(record, pod.metadata.uid),
    stubsFolder: STUBS_FOLDER,
    compileCache,
    store: cluster.store,
    inside: insideOf(context),
    ...scriptTimes(context),
  });
}
