/** Line ends, marks, comments and spacing. */
import { type CorpusConfig, METRICS, NOT_TOML, NRI_HEADER, named } from "../corpusConfig.ts";

const OFF = `version = 2\n${NRI_HEADER}\n  disable = true\n${METRICS}`;

export const layout: CorpusConfig[] = named([
  ["CRLF, no section", `version = 2\n${METRICS}`.replaceAll("\n", "\r\n")],
  ["CRLF, an empty section", `version = 2\n${NRI_HEADER}\n${METRICS}`.replaceAll("\n", "\r\n")],
  ["CRLF, switched off", OFF.replaceAll("\n", "\r\n")],
  ["mixed line ends", `version = 2\r\n${NRI_HEADER}\n  disable = true\r\n${METRICS}`],
  ["CR alone", "version = 2\r[metrics]\r", NOT_TOML],
  ["no final newline, no section", "version = 2\noom_score = -999"],
  ["no final newline after a table", 'version = 2\n[metrics]\n  address = "0.0.0.0:10257"'],
  ["no final newline after the header", `version = 2\n${NRI_HEADER}`],
  ["no final newline after the switch", `version = 2\n${NRI_HEADER}\ndisable = true`],
  ["no final newline after a comment", "version = 2\n# the end"],
  ["CRLF without a final newline", `version = 2\r\n${NRI_HEADER}\r\ndisable = true`],
  ["a byte order mark, no section", `\uFEFFversion = 2\n${METRICS}`],
  ["a byte order mark, switched off", `\uFEFF${OFF}`],
  ["a byte order mark, switched on", `\uFEFFversion = 2\n${NRI_HEADER}\ndisable = false\n`],
  ["a byte order mark in the middle", `version = 2\n\uFEFF${METRICS}`],
  ["blank lines and trailing spaces", `\n\n  version = 2  \n\n\n  ${NRI_HEADER}  \n\n   disable   =   true   \n\n\n`],
  ["tabs", `version\t=\t2\n\t${NRI_HEADER}\n\t\tdisable\t=\ttrue\n`],
  [
    "comments everywhere",
    `# one\nversion = 2 # two\n# three\n${NRI_HEADER} # four\n# disable = false\ndisable = true # five\n# six`,
  ],
  ["a switch in a comment only", `version = 2\n${NRI_HEADER}\n# disable = false\n`],
  ["a header in a comment only", `version = 2\n# ${NRI_HEADER}\n# disable = false\n`],
  ["a comment beyond ASCII", `# größer als ≥ 2\nversion = 2\n${NRI_HEADER}\ndisable = true # 否\n`],
  ["a form feed", "version = 2\n\f[metrics]\n"],
  ["a null byte in a comment", "version = 2\n# \u0000\n", NOT_TOML],
  ["a delete character in a comment", "version = 2\n# \u007F\n", NOT_TOML],
  ["a line separator in a comment", `version = 2\n# \u2028${NRI_HEADER}\n`],
  ["a no-break space before a header", `version = 2\n\u00A0${NRI_HEADER}\n`],
]);
