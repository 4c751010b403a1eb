/** What containerd makes of NRI when nobody says anything, by the version of the configuration. */
import { type CorpusConfig, METRICS, NRI_HEADER, named } from "../corpusConfig.ts";

const VERSIONS = ["", "version = 0\n", "version = 1\n", "version = 2\n", "version = 3\n", "version = 4\n"];

export const versions: CorpusConfig[] = [
  ...VERSIONS.flatMap((version) =>
    named([
      [`${nameOf(version)}, no section`, `${version}${METRICS}`],
      [`${nameOf(version)}, an empty section`, `${version}${NRI_HEADER}\n${METRICS}`],
      [`${nameOf(version)}, switched off`, `${version}${NRI_HEADER}\n  disable = true\n${METRICS}`],
      [`${nameOf(version)}, switched on`, `${version}${NRI_HEADER}\n  disable = false\n${METRICS}`],
    ]),
  ),
  ...named([
    ["an empty file", ""],
    ["only a comment", "# nothing\n"],
    ["a version in quotes", `version = "2"\n${METRICS}`],
    ["a version with a fraction", `version = 2.0\n${METRICS}`],
    ["a hexadecimal version", `version = 0x2\n${METRICS}`],
    ["a version among the plugins only", `[plugins]\nversion = 2\n`],
    [
      "a version at the end of the root table",
      `oom_score = -999\nroot = "/var/lib/containerd"\nversion = 2\n${METRICS}`,
    ],
    ["a quoted version key", `"version" = 2\n${METRICS}`],
  ]),
  {
    name: "a negative version",
    config: `version = -1\n${METRICS}`,
    caution: "containerd 1.7 takes it for the newest, and containerd 2 breaks down over it",
    cannotStart: "containerd 2 breaks down over it",
  },
];

function nameOf(version: string): string {
  return version === "" ? "no version" : version.trim();
}
