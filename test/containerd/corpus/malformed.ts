/** Files that must be refused, never mended. */
import { type CorpusConfig, ESCAPED, METRICS, NOT_TOML, NRI_HEADER, named } from "../corpusConfig.ts";

export const malformed: CorpusConfig[] = named([
  ["a section twice", `version = 2\n${NRI_HEADER}\n${METRICS}${NRI_HEADER}\n`],
  [
    "a section twice, quoted differently",
    `version = 2\n${NRI_HEADER}\n[plugins.'io.containerd.nri.v1.nri']\ndisable = true\n`,
    NOT_TOML,
  ],
  ["a section and an inline table", `version = 2\n[plugins]\n"io.containerd.nri.v1.nri" = {}\n${NRI_HEADER}\n`],
  [
    "a section and dotted keys",
    `version = 2\nplugins."io.containerd.nri.v1.nri".disable = true\n${NRI_HEADER}\n`,
    NOT_TOML,
  ],
  ["the switch twice", `version = 2\n${NRI_HEADER}\ndisable = true\ndisable = true\n`],
  ["the switch twice, quoted differently", `version = 2\n${NRI_HEADER}\ndisable = true\n"disable" = false\n`],
  ["another key twice", `version = 2\nversion = 2\n${NRI_HEADER}\ndisable = true\n`],
  ["a table after inline plugins", `version = 2\nplugins = {}\n${NRI_HEADER}\ndisable = true\n`],
  ["an open string", `version = 2\nroot = "/var\n${NRI_HEADER}\ndisable = true\n`],
  ["an open multi-line string", `version = 2\nroot = """/var\n${NRI_HEADER}\ndisable = true\n`],
  ["an open array", `version = 2\nimports = [\n${NRI_HEADER}\ndisable = true\n`],
  ["an open header", `version = 2\n[plugins."io.containerd.nri.v1.nri"\ndisable = true\n`],
  ["text behind a header", `version = 2\n${NRI_HEADER} disable = true\n`, NOT_TOML],
  ["text behind a value", `version = 2 3\n${NRI_HEADER}\ndisable = true\n`],
  ["a key without a value", `version\n${NRI_HEADER}\ndisable = true\n`],
  ["an unknown escape", `version = 2\n[plugins."io.containerd.nri.v1.\\qri"]\ndisable = true\n`, NOT_TOML],
  [
    "an escape for a control character",
    `version = 2\n[plugins."io.containerd.nri.v1.\\ri"]\ndisable = true\n`,
    ESCAPED,
  ],
  ["two settings on a line", `version = 2 oom_score = 1\n`],
  ["an inline table over lines", `version = 2\nplugins = {\n"io.containerd.nri.v1.nri" = { disable = true }\n}\n`],
  [
    "an inline table with a last comma",
    `version = 2\nplugins = { "io.containerd.nri.v1.nri" = { disable = true }, }\n`,
  ],
  ["a leading zero", `version = 02\n${NRI_HEADER}\ndisable = true\n`, NOT_TOML],
  ["YAML", "version: 2\nplugins:\n  io.containerd.nri.v1.nri:\n    disable: true\n"],
  ["JSON", '{"version": 2}\n'],
  ["a merge conflict", `version = 2\n<<<<<<< HEAD\n${NRI_HEADER}\n=======\n`],
  ["a setting that containerd does not know", `version = 2\nnot_a_setting = true\n${NRI_HEADER}\ndisable = true\n`],
  ["a table that containerd does not know", `version = 2\n[nothing]\nx = 1\n${NRI_HEADER}\ndisable = true\n`],
  ["a root of the wrong type", `version = 2\nroot = 1\n${NRI_HEADER}\ndisable = true\n`],
  ["oom_score in quotes", `version = 2\noom_score = "1"\n${NRI_HEADER}\ndisable = true\n`],
]);
