/** The app's composition root from its bundle, for worlds inside this process: each registers the functions anew. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LamplighterOptions } from "../src/app.ts";

export interface Composition {
  registerLamplighter(options: LamplighterOptions): void;
}

export async function loadComposition(root: string, bundle = join(root, "dist", "compose.js")): Promise<Composition> {
  if (!existsSync(bundle)) throw new Error(`${bundle} is not there: run "npm run build" first.`);
  return (await import(pathToFileURL(bundle).href)) as Composition;
}
