/** The same setting in every way that TOML lets one write it. */
import { CAPITALS, type CorpusConfig, type CorpusRow, ESCAPED, NRI_HEADER, named } from "../corpusConfig.ts";

const ID = "io.containerd.nri.v1.nri";

const HEADERS: [name: string, header: string][] = [
  ["double quotes", NRI_HEADER],
  ["single quotes", `[plugins.'${ID}']`],
  ["every part quoted", `["plugins"."${ID}"]`],
  ["spaces around the parts", `  [ plugins . "${ID}" ]`],
  ["an escaped letter", '[plugins."io.containerd.nri.v1.nr\\u0069"]'],
  ["a long escape", '[plugins."io.containerd.nri.v1.\\U0000006eri"]'],
  ["an escape in the parent", `["pl\\u0075gins"."${ID}"]`],
  ["tabs", `\t[\tplugins\t.\t"${ID}"\t]\t`],
  ["a comment behind it", `${NRI_HEADER} # [plugins."x"]`],
  ["no quotes at all", `[plugins.${ID}]`],
];

const SWITCHES: [name: string, key: string][] = [
  ["a quoted key", '"disable"'],
  ["a literal key", "'disable'"],
  ["an escaped key", '"dis\\u0061ble"'],
];

export const spellings: CorpusConfig[] = named([
  ...HEADERS.flatMap(([name, header]): CorpusRow[] => [
    [
      `a header with ${name}, switched off`,
      `version = 2\n${header}\n  disable = true\n`,
      header.includes("\\") ? ESCAPED : undefined,
    ],
    [
      `a header with ${name}, and nothing below`,
      `version = 2\n${header}\n[metrics]\n`,
      header.includes("\\") ? ESCAPED : undefined,
    ],
  ]),
  ...SWITCHES.map(([name, key]): [string, string] => [name, `version = 2\n${NRI_HEADER}\n${key}=true\n`]),
  ["a key in capitals", `version = 2\n${NRI_HEADER}\nDisable = true\n`, CAPITALS],
  ["a header in capitals", `version = 2\n[Plugins."${ID}"]\ndisable = true\n`, CAPITALS],
  ["a dotted key at the root", `version = 2\nplugins."${ID}".disable = true\n`],
  ["dotted keys of NRI without the switch", `version = 2\nplugins."${ID}".plugin_path = "/opt/nri/plugins"\n`],
  ["dotted keys of NRI below [plugins]", `version = 2\n[plugins]\n"${ID}".plugin_path = "/opt/nri/plugins"\n`],
  ["a dotted key below [plugins]", `version = 2\n[plugins]\n  "${ID}".disable = true\n`],
  ["a dotted key with spaces", `version = 2\n plugins . '${ID}' . disable = true\n`],
  ["dotted keys of another plugin", 'version = 2\nplugins."io.containerd.gc.v1.scheduler".pause_threshold = 0.02\n'],
  ["an inline table below [plugins]", `version = 2\n[plugins]\n"${ID}" = { disable = true }\n`],
  ["an empty inline table below [plugins]", `version = 2\n[plugins]\n"${ID}" = {}\n`],
  ["an inline table without the switch", `version = 2\n[plugins]\n"${ID}" = { plugin_path = "/opt/nri/plugins" }\n`],
  ["plugins inline, NRI off", `version = 2\nplugins = { "${ID}" = { disable = true } }\n`],
  ["plugins inline, NRI empty", `version = 2\nplugins = { "${ID}" = {} }\n`],
  ["plugins inline, NRI without the switch", `version = 2\nplugins = {"${ID}" = {plugin_path = "/opt/nri/plugins"}}\n`],
  [
    "plugins inline, without NRI",
    'version = 2\nplugins = { "io.containerd.gc.v1.scheduler" = { deletion_threshold = 1 } }\n',
  ],
  ["plugins inline and empty", "version = 2\nplugins = {}\n"],
  ["plugins inline and empty, with spaces", "version = 2\nplugins = {   } # none\n"],
  ["an empty [plugins]", "version = 2\n[plugins]\n"],
  ["[plugins] after the section", `version = 2\n${NRI_HEADER}\ndisable = true\n[plugins]\n`],
  ["a table below NRI's, without its own header", `version = 2\n[plugins."${ID}".more]\nx = 1\n`],
  [
    "a table below NRI's before its header",
    `version = 2\n[plugins."${ID}".more]\nx = 1\n${NRI_HEADER}\ndisable = true\n`,
  ],
  ["NRI as an array of tables", `version = 2\n[[plugins."${ID}"]]\ndisable = true\n`],
  [
    "another plugin with a switch of the same name",
    `version = 2\n[plugins."io.containerd.internal.v1.restart"]\ndisable = true\n${NRI_HEADER}\ndisable = true\n`,
  ],
]);
