/** The model of src/activities/scripts/patch.sh. Nobody else can change a file while it runs, so it does not look twice. */
import { CONTAINERD_CONFIG } from "../../machine/imageFiles.ts";
import { dumpEnablesNri } from "./dumpEnablesNri.ts";
import { emit, facts, nriListens, sha256Of } from "./facts.ts";
import { missingImport } from "./missingImport.ts";
import type { ModelledScript } from "./playScript.ts";
import type { ScriptHost } from "./scriptHost.ts";

export interface Patch {
  oldSha256: string;
  newSha256: string;
  newConfig: Buffer;
}

interface Outcome {
  result: "patched" | "changed" | "refused" | "rolledBack" | "broken";
  stage: "read" | "write" | "validate" | "restart" | "rollback" | "check";
  reason: string;
  restarted: boolean;
}

const STAGED = `${CONTAINERD_CONFIG}.lamplighter-new`;
const SECONDS_TO_COME_UP = 30;

export function patch(change: Patch): ModelledScript {
  return (host) => report(host, change, transact(host, change));
}

function report(host: ScriptHost, { oldSha256, newSha256 }: Patch, outcome: Outcome): string {
  const { result, stage, reason, restarted } = outcome;
  const edited = oldSha256 !== newSha256 && sha256Of(host, CONTAINERD_CONFIG) === newSha256;
  const lines = [emit("result", result), emit("stage", stage), emit("reason", reason)];
  return [...lines, emit("edited", String(edited)), emit("restarted", String(restarted)), facts(host)].join("");
}

function transact(host: ScriptHost, change: Patch): Outcome {
  if (host.files.read(CONTAINERD_CONFIG) === undefined) {
    return refused("read", "/etc/containerd/config.toml is not a regular file");
  }
  const current = sha256Of(host, CONTAINERD_CONFIG);
  if (current === change.newSha256) {
    if (nriListens(host)) return { ...patched("already in place"), restarted: false };
    const danger = host.containerdRuns() ? dangerIn(host, host.configDump()) : undefined;
    if (danger !== undefined) return danger;
  } else if (current === change.oldSha256) {
    const refusal = writeNewConfig(host, change);
    if (refusal !== undefined) return refusal;
  } else {
    const reason = "config.toml was changed by somebody else since it was read";
    return { result: "changed", stage: "read", reason, restarted: false };
  }
  if (host.restartContainerd() && comesUp(host, () => nriListens(host))) return patched("NRI listens");
  return rollBack(host, change);
}

function patched(reason: string): Outcome {
  return { result: "patched", stage: "check", reason, restarted: true };
}

function refused(stage: Outcome["stage"], reason: string, restarted = false): Outcome {
  return { result: "refused", stage, reason, restarted };
}

function backupOf({ oldSha256 }: Patch): string {
  return `${CONTAINERD_CONFIG}.lamplighter-${oldSha256}`;
}

/** Undefined: the new file is in place. */
function writeNewConfig(host: ScriptHost, change: Patch): Outcome | undefined {
  if (host.files.read(backupOf(change)) === undefined) {
    host.files.copy(CONTAINERD_CONFIG, `${backupOf(change)}.part`);
    host.files.move(`${backupOf(change)}.part`, backupOf(change));
  }
  if (sha256Of(host, backupOf(change)) !== change.oldSha256) {
    return refused("write", "the backup is not the original file");
  }
  host.files.copy(CONTAINERD_CONFIG, STAGED);
  host.files.write(STAGED, change.newConfig);
  if (sha256Of(host, STAGED) !== change.newSha256) return refused("write", "the new file did not arrive whole");
  const danger = dangerIn(host, host.configDump(`/${STAGED}`));
  if (danger !== undefined) return danger;
  host.files.move(STAGED, CONTAINERD_CONFIG);
  return undefined;
}

/** Of starting containerd with the configuration of that dump. */
function dangerIn(host: ScriptHost, dump = ""): Outcome | undefined {
  if (!dumpEnablesNri(dump)) {
    return refused("validate", "containerd does not accept the new file, or NRI would stay off");
  }
  const missing = missingImport(dump, (path) => host.files.read(path) !== undefined);
  if (missing === "") return undefined;
  const reason = `${missing}, which config.toml imports, is not there`;
  return { result: "changed", stage: "validate", reason, restarted: false };
}

function comesUp(host: ScriptHost, isUp: () => boolean): boolean {
  for (let waited = 0; !isUp(); waited++) {
    if (waited >= SECONDS_TO_COME_UP) return false;
    host.sleep(1);
  }
  return true;
}

function rollBack(host: ScriptHost, change: Patch): Outcome {
  if (host.files.read(backupOf(change)) === undefined) {
    const reason = "NRI did not come up after a restart, and there was nothing of ours to take back";
    return refused("restart", reason, true);
  }
  host.files.copy(backupOf(change), STAGED);
  host.files.move(STAGED, CONTAINERD_CONFIG);
  if (host.restartContainerd() || comesUp(host, () => host.containerdRuns())) {
    const reason = "NRI did not come up; the original file is back and containerd runs";
    return { result: "rolledBack", stage: "restart", reason, restarted: true };
  }
  const reason = "NRI did not come up; the original file is back, but containerd does not start with it either";
  return { result: "broken", stage: "rollback", reason, restarted: true };
}
