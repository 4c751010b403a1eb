/** The app's composition root from its bundle, for worlds inside this process: each registers the functions anew. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { LamplighterOptions } from "../src/app.ts";

export interface Composition {
  registerLamplighter(options: LamplighterOptions): void;
}

export async function loadComposition(bundle: string): Promise<Composition> {
  if (!existsSync(bundle)) throw new Error(`${bundle} is not there: run "npm run build" first.`);
  return (await import(pathToFileURL(bundle).href)) as Composition;
}
