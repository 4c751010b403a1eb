/**
 * The app's node scripts, known by their whole text: after an edit a script runs in real `sh` until its model has
 * followed, and the test beside the models tells so.
 */
import { createHash } from "node:crypto";
import type { ContainerContext } from "../../kubelet/containerContext.ts";
import { isScript, podSpec } from "../../kubelet/podShape.ts";
import { type ContainerView, containerView } from "./containerView.ts";
import { patch } from "./patch.ts";
import type { ModelledScript } from "./playScript.ts";
import { probe } from "./probe.ts";

/** SHA-256 of the texts that the models follow. */
export const MODELLED_TEXTS = {
  "facts.sh": "508a08bf9ede683b69009b7fa906f73976ba61cba6906917aeec5a59643f3845",
  "patch.sh": "7244fb25a5b3d37ae13004686b7fdf68baa901a1f0669ff99bf13a00af3cbd7f",
  "probe.sh": "e9d5afb58c75ac0f6e53f1065b14ef8d6b399395683967c632b6df3e370137fc",
} as const;

const SHA256 = /^[0-9a-f]{64}$/;

/** Undefined: only `sh` can run it. */
export function knownScript(context: ContainerContext): ModelledScript | undefined {
  const { container, pod } = context;
  const [, path, ...others] = [...(container.command ?? []), ...(container.args ?? [])];
  if (!isScript(container) || path === undefined || others.length > 0) return undefined;
  // Its sleep would end a pass.
  if (podSpec(pod).restartPolicy === "Always") return undefined;
  const view = containerView(context);
  if (!hasUsualSurroundings(view)) return undefined;
  if (isText(view, path, "probe.sh")) return probe;
  return isText(view, path, "patch.sh") ? patchOf(view) : undefined;
}

function hasUsualSurroundings(view: ContainerView): boolean {
  const { variables, terminationMessagePath } = view;
  const { HOST_ROOT, SCRIPTS, TERMINATION_LOG } = variables;
  return (
    HOST_ROOT !== undefined &&
    view.isNodeRoot(HOST_ROOT) &&
    TERMINATION_LOG === terminationMessagePath &&
    SCRIPTS !== undefined &&
    isText(view, `${SCRIPTS}/facts.sh`, "facts.sh")
  );
}

function isText(view: ContainerView, path: string, script: keyof typeof MODELLED_TEXTS): boolean {
  const text = view.readConfigFile(path);
  return text !== undefined && createHash("sha256").update(text).digest("hex") === MODELLED_TEXTS[script];
}

function patchOf({ variables, readConfigFile }: ContainerView): ModelledScript | undefined {
  const { OLD_SHA256: oldSha256 = "", NEW_SHA256: newSha256 = "", NEW_CONFIG } = variables;
  const newConfig = NEW_CONFIG === undefined ? undefined : readConfigFile(NEW_CONFIG);
  if (!SHA256.test(oldSha256) || !SHA256.test(newSha256) || newConfig === undefined) return undefined;
  return patch({ oldSha256, newSha256, newConfig });
}
