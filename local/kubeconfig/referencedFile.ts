/** A file that a kubeconfig names; relative paths start from the kubeconfig's own folder. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { KubeconfigError } from "./kubeconfigError.ts";

/** Undefined: no file is named. Throws `KubeconfigError`. */
export function referencedFile(folder: string, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(resolve(folder, path));
  } catch {
    throw new KubeconfigError(`the kubeconfig names ${resolve(folder, path)}, which cannot be read`);
  }
}
