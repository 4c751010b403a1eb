/** Where a world that keeps running has its state: the person's folder, or a temporary one that is removed at the end. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface DataFolder {
  path: string;
  isKept: boolean;
  leave(): void;
}

export function openDataFolder(chosen: string | undefined): DataFolder {
  if (chosen !== undefined) {
    mkdirSync(chosen, { recursive: true });
    return { path: chosen, isKept: true, leave() {} };
  }
  const path = mkdtempSync(join(tmpdir(), "lamplighter-"));
  return { path, isKept: false, leave: () => rmSync(path, { recursive: true, force: true }) };
}
