/**
 * The app's node scripts, known by their whole text: after an edit a script runs in real `sh` until its model has
 * followed, and the test beside the models tells so.
 */
import { createHash } from "node:crypto";
import type { ContainerContext } from "../../kubelet/containerContext.ts";
import { DEVICES_PATH, LIMITS_PATH } from "../../kubelet/containerInside.ts";
import { isScript, podSpec } from "../../kubelet/podShape.ts";
import { type ContainerView, containerView } from "./containerView.ts";
import { type Patch, patch } from "./patch.ts";
import type { ModelledScript } from "./playScript.ts";
import { probe } from "./probe.ts";
import { proof } from "./proof.ts";

/** SHA-256 of the texts that the models follow. */
export const MODELLED_TEXTS = {
  "facts.sh": "49c8c7d4ba48a617d68d97433b74fd903d82b1634253ba50cd0eccb6d61ffd24",
  "patch.sh": "99a25c6ba473d99bd292889d9b75ffb3db10ea4e8bc8343b61ea21a8596fd379",
  "probe.sh": "29817aa7d97f951a6f827c0b8e0f76d44709df78b6dc3017ad306b9266c796d5",
  "proof.sh": "0f9c2dbf55191bfb26d01037d3e5d796c8eab400b66f5f016adea85ed4047932",
} as const;

const SHA256 = /^[0-9a-f]{64}$/;

/** Undefined: only `sh` can run it. */
export type ModelOf = (context: ContainerContext) => ModelledScript | undefined;

type PlayPatch = (change: Patch) => ModelledScript;

/** `playPatch`: the model of patch.sh; left out: the one that follows it. */
export function knownScript(context: ContainerContext, playPatch: PlayPatch = patch): ModelledScript | undefined {
  const { container, pod } = context;
  const [, path, ...others] = [...(container.command ?? []), ...(container.args ?? [])];
  if (!isScript(container) || path === undefined || others.length > 0) return undefined;
  // Its sleep would end a pass.
  if (podSpec(pod).restartPolicy === "Always") return undefined;
  const view = containerView(context);
  if (isText(view, path, "proof.sh")) return seesItself(view) ? proof : undefined;
  if (!hasUsualSurroundings(view)) return undefined;
  if (isText(view, path, "probe.sh")) return probe;
  return isText(view, path, "patch.sh") ? patchOf(view, playPatch) : undefined;
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

function seesItself({ variables, terminationMessagePath }: ContainerView): boolean {
  const { LIMITS, DEVICES, TERMINATION_LOG } = variables;
  return LIMITS === LIMITS_PATH && DEVICES === DEVICES_PATH && TERMINATION_LOG === terminationMessagePath;
}

function isText(view: ContainerView, path: string, script: keyof typeof MODELLED_TEXTS): boolean {
  const text = view.readConfigFile(path);
  return text !== undefined && createHash("sha256").update(text).digest("hex") === MODELLED_TEXTS[script];
}

function patchOf({ variables, readConfigFile }: ContainerView, playPatch: PlayPatch): ModelledScript | undefined {
  const { OLD_SHA256: oldSha256 = "", NEW_SHA256: newSha256 = "", NEW_CONFIG } = variables;
  const newConfig = NEW_CONFIG === undefined ? undefined : readConfigFile(NEW_CONFIG);
  if (!SHA256.test(oldSha256) || !SHA256.test(newSha256) || newConfig === undefined) return undefined;
  return playPatch({ oldSha256, newSha256, newConfig });
}
