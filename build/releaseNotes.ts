/**
 * `node build/releaseNotes.ts v1.2.3`: that version's part of CHANGELOG.md on stdout. Exit code 1 when the changelog has
 * none, or package.json is of another version: then the tag is wrong.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { notesOf } from "./changelog.ts";

const root = join(import.meta.dirname, "..");
const [tag = ""] = process.argv.slice(2);

try {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  if (tag !== `v${version}`) throw new Error(`The tag is ${tag || "missing"}, package.json has version ${version}`);
  console.log(notesOf(version, readFileSync(join(root, "CHANGELOG.md"), "utf8")));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
