/** Where a world has its state: the person's own folder, or a temporary one that is removed at the end, crashes included. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface DataFolder {
  path: string;
  isKept: boolean;
}

export async function withDataFolder<T>(
  chosen: string | undefined,
  use: (folder: DataFolder) => Promise<T>,
): Promise<T> {
  if (chosen !== undefined) {
    mkdirSync(chosen, { recursive: true });
    return use({ path: chosen, isKept: true });
  }
  const path = mkdtempSync(join(tmpdir(), "lamplighter-"));
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    return await use({ path, isKept: false });
  } finally {
    process.removeListener("exit", remove);
    remove();
  }
}
