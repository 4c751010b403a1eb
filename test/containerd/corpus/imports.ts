/** What other files say, and which of them wins. */
import { type CorpusConfig, NRI_HEADER } from "../corpusConfig.ts";

const DROP_IN = "/etc/containerd/conf.d/50-nri.toml";
const LITERAL = `version = 2\nimports = ["${DROP_IN}"]\n`;
const GLOB = 'version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n';
const OFF = `${NRI_HEADER}\ndisable = true\n`;
const ON = `${NRI_HEADER}\ndisable = false\n`;
const OTHER = '[plugins."io.containerd.gc.v1.scheduler"]\npause_threshold = 0.03\n';

const BEYOND_THE_PROBE = "an imported file decides, and a probe does not read that one";
const MISSING = "containerd 2 lists a missing file without a word, and does not start";

export const imports: CorpusConfig[] = [
  { name: "imports: none, by an empty list", config: `version = 2\nimports = []\n${OFF}` },
  { name: "imports: a missing file", cannotStart: MISSING, config: LITERAL },
  { name: "imports: a missing file, switched off", config: `${LITERAL}${OFF}` },
  {
    name: "imports: a missing file by a relative path, switched off",
    config: `version = 2\nimports = ["99.toml"]\n${OFF}`,
  },
  ...['["/etc/containerd/[5].toml"]', "['/etc/containerd/5?.toml']", '["/nowhere/*.toml", "/nowhere/99.toml"]'].map(
    (list) => ({ name: `imports: ${list}, missing, switched off`, config: `version = 2\nimports = ${list}\n${OFF}` }),
  ),
  {
    name: "imports: brackets without a star, which are no pattern",
    config: `version = 2\nimports = ["/etc/containerd/[5].toml"]\n${OFF}`,
    files: { "/etc/containerd/5.toml": "version = 2\n" },
  },
  {
    name: "imports: brackets in a file's name",
    config: `version = 2\nimports = ["/etc/containerd/[5].toml"]\n${OFF}`,
    files: { "/etc/containerd/[5].toml": `version = 2\n${OTHER}` },
  },
  imported(
    "a file that imports a missing one, switched off",
    `${LITERAL}${OFF}`,
    'version = 2\nimports = ["/etc/containerd/99.toml"]\n',
  ),
  imported(
    "a pattern, a file that imports a missing one, switched off",
    `${GLOB}${OFF}`,
    'version = 2\nimports = ["/etc/containerd/99.toml"]\n',
  ),
  { name: "imports: a pattern that finds nothing", config: GLOB },
  { name: "imports: a pattern that finds nothing, switched off", config: `${GLOB}${OFF}` },
  imported("a file that says nothing of NRI", LITERAL, `version = 2\n${OTHER}`),
  imported("a file that says nothing of NRI, main off", `${LITERAL}${OFF}`, `version = 2\n${OTHER}`),
  imported("a pattern, a file that says nothing of NRI", `${GLOB}${OFF}`, `version = 2\n${OTHER}`),
  imported("NRI on", LITERAL, `version = 2\n${ON}`),
  imported("NRI on over a main file that has it off", `${LITERAL}${OFF}`, `version = 2\n${ON}`),
  stopped(imported("NRI off", LITERAL, `version = 2\n${OFF}`)),
  imported("NRI off over a main file that has it on", `${LITERAL}${ON}`, `version = 2\n${OFF}`),
  stopped(imported("NRI off in both", `${LITERAL}${OFF}`, `version = 2\n${OFF}`)),
  stopped(imported("NRI off by a pattern", GLOB, `version = 2\n${OFF}`)),
  imported(
    "a section of NRI without the switch, main on",
    `${LITERAL}${ON}`,
    `version = 2\n${NRI_HEADER}\nplugin_path = "/opt/nri/plugins"\n`,
  ),
  stopped(
    imported(
      "a section of NRI without the switch, main off",
      `${LITERAL}${OFF}`,
      `version = 2\n${NRI_HEADER}\nplugin_path = "/opt/nri/plugins"\n`,
    ),
  ),
  stopped(
    imported(
      "a section of NRI without the switch, main silent",
      LITERAL,
      `version = 2\n${NRI_HEADER}\nplugin_path = "/opt/nri/plugins"\n`,
    ),
  ),
  imported("NRI among its disabled plugins", LITERAL, 'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n'),
  imported(
    "NRI among its disabled plugins, main on",
    `${LITERAL}${ON}`,
    'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n',
  ),
  imported(
    "CRI among its disabled plugins",
    LITERAL,
    'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n',
  ),
  imported("a file without a version", `${LITERAL}${OFF}`, OTHER),
  stopped(imported("a file of version 1", `${LITERAL}${OFF}`, `version = 1\n${OTHER}`)),
  imported("a file of version 3", `${LITERAL}${OFF}`, `version = 3\n${OTHER}`),
  {
    ...imported(
      "a file of version 2 into version 3",
      `version = 3\nimports = ["${DROP_IN}"]\n${OFF}`,
      `version = 2\n${OTHER}`,
    ),
    caution: "containerd 1.7 takes the version of the last import: config.toml alone does not tell that it would do",
  },
  imported("NRI off in a file of version 3", `version = 3\nimports = ["${DROP_IN}"]\n`, `version = 3\n${OFF}`),
  imported("a file that is not TOML", `${LITERAL}${OFF}`, "<<<\n"),
  imported("an empty file", `${LITERAL}${OFF}`, ""),
  imported("a file with a byte order mark", `${LITERAL}${OFF}`, `\uFEFFversion = 2\n${OTHER}`),
  stopped(imported("a relative path", `version = 2\nimports = ["conf.d/50-nri.toml"]\n`, `version = 2\n${OFF}`)),
  imported("a relative pattern", `version = 2\nimports = ["conf.d/*.toml"]\n${OFF}`, `version = 2\n${OTHER}`),
  imported(
    "a file that imports the main one",
    `${LITERAL}${OFF}`,
    `version = 2\nimports = ["/etc/containerd/config.toml"]\n${OTHER}`,
  ),
  imported(
    "NRI closed to plugins, switched off",
    `${LITERAL}${OFF}`,
    `version = 2\n${NRI_HEADER}\ndisable_connections = true\n`,
  ),
  imported(
    "a part of CRI among its disabled plugins, switched off",
    `${LITERAL}${OFF}`,
    'version = 2\ndisabled_plugins = ["io.containerd.cri.v1.images"]\n',
  ),
  imported("a root of its own", `${LITERAL}${OFF}`, "version = 2\noom_score = -500\n"),
  { name: "imports: as a string", config: `version = 2\nimports = "${DROP_IN}"\n${OFF}` },
  {
    name: "imports: a file that imports one with NRI off",
    stopped: BEYOND_THE_PROBE,
    config: LITERAL,
    files: {
      [DROP_IN]: 'version = 2\nimports = ["/etc/containerd/more.toml"]\n',
      "/etc/containerd/more.toml": `version = 2\n${OFF}`,
    },
  },
  {
    name: "imports: two files, the last one says on",
    config: GLOB,
    files: { [DROP_IN]: `version = 2\n${OFF}`, "/etc/containerd/conf.d/60.toml": `version = 2\n${ON}` },
  },
  {
    name: "imports: two files, the last one says off",
    stopped: BEYOND_THE_PROBE,
    config: GLOB,
    files: { [DROP_IN]: `version = 2\n${ON}`, "/etc/containerd/conf.d/60.toml": `version = 2\n${OFF}` },
  },
];

/** An edit of the main file does not reach what another file says. */
function stopped(config: CorpusConfig): CorpusConfig {
  return { ...config, stopped: BEYOND_THE_PROBE };
}

function imported(name: string, config: string, text: string): CorpusConfig {
  return { name: `imports: ${name}`, config, files: { [DROP_IN]: text } };
}
