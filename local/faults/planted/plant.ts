/** Plants a bug: writes the changed bundle beside the built one, or gives the changed model. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { knownScript } from "../../kubernetes/node/scripts/model/knownScripts.ts";
import type { PlantedWatch } from "../runSchedule.ts";
import { PLANTED_BUGS, type PlantedBug, type PlantedName } from "./plantedBugs.ts";

const dist = join(import.meta.dirname, "..", "..", "..", "dist");

/** Throws when the app has changed so that the bug has no place in it any more. */
export function plant(name: PlantedName): PlantedWatch {
  const bug: PlantedBug = PLANTED_BUGS[name];
  if (bug.kind === "script") return { modelOf: (context) => knownScript(context, bug.patch) };
  let bundle = readFileSync(join(dist, "compose.js"), "utf8");
  for (const [text, instead] of bug.changes) {
    const places = bundle.split(text).length - 1;
    if (places !== 1) throw new Error(`The bug ${name} cannot be planted: "${text}" is ${places} times in the bundle`);
    bundle = bundle.replace(text, () => instead);
  }
  const file = join(dist, "planted", `${name}.js`);
  mkdirSync(join(dist, "planted"), { recursive: true });
  writeFileSync(file, bundle);
  return { composition: file };
}
