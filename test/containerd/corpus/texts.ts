/** Strings and arrays that look like settings. */
import { type CorpusConfig, NRI_HEADER, named } from "../corpusConfig.ts";

const SECTION = `${NRI_HEADER}\ndisable = true\n`;

const VALUES: [name: string, value: string][] = [
  ["a header in a multi-line string", `"""\n${NRI_HEADER}\ndisable = false\n"""`],
  ["a header in a multi-line literal", `'''\n${NRI_HEADER}\ndisable = true\n'''`],
  ["an escaped delimiter before a header", `"""a \\"""\n${NRI_HEADER}\n"""`],
  ["a folded line before a header", `"""a \\\n   ${NRI_HEADER}\n"""`],
  ["an array over several lines", `[\n  "x", # ]\n  "[plugins]",\n]`],
  ["an array of arrays", '[\n["a"],\n[\n"b"]\n]'],
  ["a string with brackets", `'[ # """ {'`],
];

export const texts: CorpusConfig[] = named([
  ...VALUES.flatMap(([name, value]): [string, string][] => [
    [`${name}, no section`, `version = 2\n[plugins."io.containerd.lamplighter.v1.note"]\nnote = ${value}\n`],
    [
      `${name}, switched off`,
      `version = 2\n[plugins."io.containerd.lamplighter.v1.note"]\nnote = ${value}\n${SECTION}`,
    ],
  ]),
  [
    "a switch in a string of NRI's own",
    `version = 2\n${NRI_HEADER}\nplugin_path = """/opt\ndisable = true\n"""\ndisable = true\n`,
  ],
  ["a multi-line string at the root", `version = 2\ntemp = """\n${SECTION}"""\n`],
  [
    "proxy plugins before the section",
    `version = 2\n[proxy_plugins]\n[proxy_plugins.x]\ntype = "snapshot"\naddress = "/run/x.sock"\n${SECTION}`,
  ],
  [
    "an array of tables",
    `version = 2\n[[plugins."io.containerd.lamplighter.v1.note".list]]\nname = "a"\n[[plugins."io.containerd.lamplighter.v1.note".list]]\nname = "b"\n${SECTION}`,
  ],
  [
    "numbers and dates beyond JSON",
    `version = 2\n[plugins."io.containerd.lamplighter.v1.note"]\na = 9223372036854775807\nb = 1979-05-27T07:32:00Z\nc = -inf\n${SECTION}`,
  ],
]);
