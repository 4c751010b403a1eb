/** A node's containerd configuration is valid at every instant, its backup the original, and what others wrote in it is kept. */
import { createHash } from "node:crypto";
import { evaluateConfigOf } from "../../kubernetes/node/containerd/containerdService.ts";
import { readText } from "../../kubernetes/node/machine/fileTree.ts";
import { CONTAINERD_CONFIG } from "../../kubernetes/node/machine/imageFiles.ts";
import type { MakeInvariant } from "../scene.ts";

const STAGED = `${CONTAINERD_CONFIG}.lamplighter-new`;
const BACKUP = /^etc\/containerd\/config\.toml\.lamplighter-([0-9a-f]{64})$/;

export const containerd: MakeInvariant = (scene) => {
  /** By machine: what the file said before, and which file was written last. */
  const before = new Map<string, { config: string; last: string }>();
  return {
    onFile({ name, uid }, files, path) {
      const backup = BACKUP.exec(path);
      if (backup !== null) {
        const holds = sha256(readText(files, path) ?? "") === backup[1];
        scene.check(
          "a backup is the original",
          holds,
          () => `${path} on ${name} is not the file that it is named after`,
        );
      }
      const was = before.get(uid);
      const config = readText(files, CONTAINERD_CONFIG) ?? "";
      before.set(uid, { config, last: path });
      if (path !== CONTAINERD_CONFIG || was === undefined || was.config === "" || was.config === config) return;
      const evaluation = evaluateConfigOf(files);
      scene.check("containerd's configuration is valid", !("error" in evaluation), () => {
        return `${name}: ${"error" in evaluation ? evaluation.error : ""}`;
      });
      if (was.last !== STAGED) return;
      const isBack = files.list("etc/containerd").some((file) => {
        const match = BACKUP.exec(`etc/containerd/${file}`);
        return match?.[1] === sha256(config);
      });
      const lost = isBack ? [] : linesLost(was.config, config);
      scene.check("what others wrote is kept", lost.length === 0, () => {
        return `our edit of config.toml on ${name} dropped: ${lost.slice(0, 3).join(" | ")}`;
      });
      const isKept = isBack || files.read(`${CONTAINERD_CONFIG}.lamplighter-${sha256(was.config)}`) !== undefined;
      scene.check("the original is kept", isKept, () => `config.toml on ${name} was edited without a backup of it`);
    },
  };
};

/** Lines that say nothing of NRI. */
function linesLost(old: string, now: string): string[] {
  const kept = new Set(now.split("\n"));
  return old.split("\n").filter((line) => !kept.has(line) && !/nri|disable\b/i.test(line));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
