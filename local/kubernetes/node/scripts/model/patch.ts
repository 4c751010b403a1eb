/** The model of src/activities/scripts/patch.sh. Nobody else can change a file while it runs, so it does not look twice. */
import { CONTAINERD_CONFIG } from "../../machine/imageFiles.ts";
import { dumpEnablesNri } from "./dumpEnablesNri.ts";
import { emit, facts, nriListens, sha256Of } from "./facts.ts";
import type { ModelledScript } from "./playScript.ts";
import type { ScriptHost } from "./scriptHost.ts";

export interface Patch {
  oldSha256: string;
  newSha256: string;
  newConfig: Buffer;
}

interface Outcome {
  result: "patched" | "rolledBack" | "refused";
  reason: string;
  restarted: boolean;
}

const STAGED = `${CONTAINERD_CONFIG}.lamplighter-new`;
const SECONDS_TO_LISTEN = 30;

export function patch(change: Patch): ModelledScript {
  return (host) => report(host, change, transact(host, change));
}

function report(host: ScriptHost, { oldSha256, newSha256 }: Patch, { result, reason, restarted }: Outcome): string {
  const edited = oldSha256 !== newSha256 && sha256Of(host, CONTAINERD_CONFIG) === newSha256;
  const lines = [emit("result", result), emit("reason", reason)];
  return [...lines, emit("edited", String(edited)), emit("restarted", String(restarted)), facts(host)].join("");
}

function transact(host: ScriptHost, change: Patch): Outcome {
  const current = sha256Of(host, CONTAINERD_CONFIG);
  if (current === change.newSha256) {
    if (nriListens(host)) return { result: "patched", reason: "already in place", restarted: false };
  } else if (current === change.oldSha256) {
    const refusal = writeNewConfig(host, change);
    if (refusal !== undefined) return refused(refusal);
  } else {
    return refused("config.toml was changed by somebody else since it was read");
  }
  if (!startListening(host)) return rollBack(host, change);
  return { result: "patched", reason: "NRI listens", restarted: true };
}

function refused(reason: string, restarted = false): Outcome {
  return { result: "refused", reason, restarted };
}

function backupOf({ oldSha256 }: Patch): string {
  return `${CONTAINERD_CONFIG}.lamplighter-${oldSha256}`;
}

/** Why it refused; undefined: the new file is in place. */
function writeNewConfig(host: ScriptHost, change: Patch): string | undefined {
  if (host.files.read(backupOf(change)) === undefined) {
    host.files.copy(CONTAINERD_CONFIG, `${backupOf(change)}.part`);
    host.files.move(`${backupOf(change)}.part`, backupOf(change));
  }
  if (sha256Of(host, backupOf(change)) !== change.oldSha256) return "the backup is not the original file";
  host.files.copy(CONTAINERD_CONFIG, STAGED);
  host.files.write(STAGED, change.newConfig);
  if (sha256Of(host, STAGED) !== change.newSha256) return "the new file did not arrive whole";
  if (!dumpEnablesNri(host.configDump(`/${STAGED}`) ?? "")) {
    return "containerd does not accept the new file, or NRI would stay off";
  }
  host.files.move(STAGED, CONTAINERD_CONFIG);
  return undefined;
}

function startListening(host: ScriptHost): boolean {
  if (!host.restartContainerd()) return false;
  for (let waited = 0; !nriListens(host); waited++) {
    if (waited >= SECONDS_TO_LISTEN) return false;
    host.sleep(1);
  }
  return true;
}

function rollBack(host: ScriptHost, change: Patch): Outcome {
  if (host.files.read(backupOf(change)) === undefined) {
    return refused("NRI did not come up after a restart, and there was nothing of ours to take back", true);
  }
  host.files.copy(backupOf(change), STAGED);
  host.files.move(STAGED, CONTAINERD_CONFIG);
  const reason = host.restartContainerd()
    ? "NRI did not come up; the original file is back and containerd runs"
    : "the original file is back, but containerd does not start";
  return { result: "rolledBack", reason, restarted: true };
}
