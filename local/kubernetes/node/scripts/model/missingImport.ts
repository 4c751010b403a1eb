/** The model of facts.sh's missing_import: of the files that a configuration dump imports by name one that is not there. */
import { linesRead } from "./linesRead.ts";

const LONGEST = 300;

/** `exists`: of an absolute path. */
export function missingImport(dump: string, exists: (path: string) => boolean): string {
  const line = linesRead(dump).find((text) => text.startsWith("imports = [")) ?? "";
  const [, ...words] = line.split(/['"]/);
  const named = words.filter((_, index) => index % 2 === 0 && index + 1 < words.length);
  const missing = named.find((path) => !path.includes("*") && !exists(absolute(path)));
  return (missing ?? "").slice(0, LONGEST);
}

function absolute(path: string): string {
  return path.startsWith("/") ? path : `/etc/containerd/${path}`;
}
