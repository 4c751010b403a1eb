/** CHANGELOG.md: a section for each version, "## 1.2.3 - 2026-11-24", after "## Unreleased". */

/** Throws when there is no such section, or nothing in it. */
export function notesOf(version: string, changelog: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split("\n")[0]?.split(" ")[0] === version);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section "## ${version} - <date>"`);
  const notes = section.split("\n").slice(1).join("\n").trim();
  if (notes === "") throw new Error(`CHANGELOG.md says nothing about ${version}`);
  return notes;
}
