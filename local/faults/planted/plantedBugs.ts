/**
 * Bugs that are planted to see whether schedules find them: the built app with one place changed, or the model of the
 * patch script with one. Never part of the app: `src` knows no switches.
 */
import { createHash } from "node:crypto";
import { CONTAINERD_CONFIG } from "../../kubernetes/node/machine/imageFiles.ts";
import { type Patch, patch } from "../../kubernetes/node/scripts/model/patch.ts";
import type { ModelledScript } from "../../kubernetes/node/scripts/model/playScript.ts";

/** In the bundle of the composition root, which is not minified: each text is there once. */
export type BundleBug = {
  kind: "bundle";
  about: string;
  changes: readonly (readonly [text: string, instead: string])[];
};
export type ScriptBug = { kind: "script"; about: string; patch(change: Patch): ModelledScript };
export type PlantedBug = BundleBug | ScriptBug;

export const PLANTED_BUGS = {
  "hash-comparison-skipped": {
    kind: "script",
    about: "the patch takes whatever config.toml it finds for the one that was probed",
    patch: (change) => (host) => patch({ ...change, oldSha256: sha256(host.files.read(CONTAINERD_CONFIG)) })(host),
  },
  "retry-after-dropped": {
    kind: "bundle",
    about: "what Azure says about when to come back is not read",
    changes: [
      ["return header !== void 0 && /^\\d{1,9}$/.test(header.trim()) ? Number(header) : void 0;", "return void 0;"],
    ],
  },
  "foreign-cordon-undone": {
    kind: "bundle",
    about: "a node is uncordoned after its patch, whoever cordoned it",
    changes: [
      [
        "uncordoning((found) => cordonedBy(found) === preparationId)",
        "uncordoning((found) => cordonedBy(found) === preparationId || isCordoned(found))",
      ],
    ],
  },
  "ready-on-0-desired": {
    kind: "bundle",
    about: "a DaemonSet that wants no pods is in order",
    changes: [["  if (desired < nodes) {", "  if (desired < nodes && desired > 0) {"]],
  },
  "node-uid-ignored": {
    kind: "bundle",
    about: "verification takes a machine for the one that had its name before",
    changes: [
      ["if (object?.metadata.uid !== node.uid) return void 0;", "if (object === void 0) return void 0;"],
      ["if (object?.metadata.uid === node.uid) return void 0;", "if (object !== void 0) return void 0;"],
    ],
  },
  "pool-put-twice": {
    kind: "bundle",
    about: "a pool is asked for again by a step that runs twice",
    changes: [
      [
        'decision.action === "none" || isOurOperation(existing, preparationId) && !shallBeAskedAgain',
        'decision.action === "none"',
      ],
      [
        "if (existing !== void 0 && isBusy(existing)) return waiting(`pool ${spec.name} is",
        "if (false) return waiting(`pool ${spec.name} is",
      ],
    ],
  },
  "stale-status-believed": {
    kind: "bundle",
    about: "a DaemonSet's status is believed before it has observed the last change",
    changes: [["observed: (status.observedGeneration ?? 0) >= (daemonSet.metadata.generation ?? 0)", "observed: true"]],
  },
  "backup-overwritten": {
    kind: "script",
    about: "the patch backs up what it finds, each time",
    patch: (change) => (host) => {
      host.files.copy(CONTAINERD_CONFIG, `${CONTAINERD_CONFIG}.lamplighter-${change.oldSha256}`);
      return patch(change)(host);
    },
  },
  "cancel-in-the-middle-of-a-node": {
    kind: "bundle",
    about: "a cancelled run does not wait for its patches",
    changes: [
      ['  "collectProbes",\n  "collectProofs",', '  "collectProbes",\n  "collectPatches",\n  "collectProofs",'],
    ],
  },
  "record-before-evidence": {
    kind: "bundle",
    about: "nobody waits until the evidence is kept",
    changes: [
      [
        "  await tables.evidence.putAll(\n    input2.preparationId,\n    records.map((record) => ({ row: record.name",
        "  void tables.evidence.putAll(\n    input2.preparationId,\n    records.map((record) => ({ row: record.name",
      ],
    ],
  },
} as const satisfies Record<string, PlantedBug>;

export type PlantedName = keyof typeof PLANTED_BUGS;

export const PLANTED_NAMES = Object.keys(PLANTED_BUGS) as PlantedName[];

function sha256(content: Buffer | undefined): string {
  return createHash("sha256")
    .update(content ?? "")
    .digest("hex");
}
