/**
 * Another suite of the archive that the machine takes its Debian packages from: with lists and a cache of its own, so
 * that the machine's configuration stays as it is.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AptOptions, apt } from "./apt.ts";

/** `folder`: absolute; lists are kept there. */
export function aptOfSuite(suite: string, folder: string): AptOptions {
  const place = join(folder, suite);
  for (const name of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(place, name), { recursive: true });
  const sources = join(place, "debian.sources");
  writeFileSync(sources, sourcesText(suite, debianArchive()));
  return {
    "Dir::Etc::SourceList": sources,
    "Dir::Etc::SourceParts": "-",
    "Dir::State::Lists": join(place, "lists"),
    "Dir::Cache": join(place, "cache"),
    "APT::Sandbox::User": "root",
  };
}

/** Signed as every suite of the archive is: by the keys that the machine trusts. */
function sourcesText(suite: string, archive: string): string {
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  return `Types: deb\nURIs: ${archive}\nSuites: ${suite}\nComponents: main\nSigned-By: ${keyring}\n`;
}

/** The address of the machine's own mirror. What a list is of is known once it has been fetched. */
function debianArchive(): string {
  const known = readArchives();
  if (known.length > 0) return known[0] as string;
  apt(["update", "--quiet"]);
  const [archive] = readArchives();
  if (archive === undefined) throw new Error("None of this machine's apt sources is Debian's archive");
  return archive;
}

function readArchives(): string[] {
  const targets = apt(["indextargets", "--format", "$(LABEL) $(COMPONENT) $(SITE)", "Created-By: Packages"]);
  return targets.split("\n").flatMap((line) => /^Debian main (\S+)$/.exec(line)?.[1] ?? []);
}
