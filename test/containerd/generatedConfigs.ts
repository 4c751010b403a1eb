/** Configurations put together at random from pieces, always the same ones: layout, spelling and place of NRI's section vary. */
import * as fc from "fast-check";
import { type CorpusConfig, ESCAPED } from "./corpusConfig.ts";

const SEED = 20_261_124;

export function generatedConfigs(count: number): CorpusConfig[] {
  return fc.sample(config, { numRuns: count, seed: SEED }).map((text, index) => ({
    name: `generated ${index + 1}`,
    config: text,
    ...(text.includes("\\u0069") ? { caution: ESCAPED } : {}),
  }));
}

const ID = "io.containerd.nri.v1.nri";

const id = fc.constantFrom(`"${ID}"`, `'${ID}'`, '"io.containerd.nri.v1.nr\\u0069"');
const disable = fc.constantFrom("disable", '"disable"', "'disable'", '"dis\\u0061ble"');
const equals = fc.constantFrom("=", " = ", "\t=  ");
const truth = fc.constantFrom("true", "true", "true", "false");
const comment = fc.constantFrom("", " # disable = true", ` # [plugins."${ID}"]`, "\t# é ✓");
const setting = fc.constantFrom(
  'plugin_path = "/opt/nri/plugins"',
  "disable_connections = true",
  'plugin_request_timeout = "2s"',
);

/** NRI in one of the ways to write it, or not at all. */
const nri = fc
  .record({ id, disable, equals, truth, comment, setting, form: fc.nat(8), indent: fc.constantFrom("", "  ", "\t") })
  .map((part): string[] => {
    const value = `${part.disable}${part.equals}${part.truth}`;
    const forms: string[][] = [
      [],
      [`[plugins.${part.id}]${part.comment}`],
      [`[plugins.${part.id}]`, `${value}${part.comment}`],
      [`${part.indent}[ plugins . ${part.id} ]`, `${part.indent}${part.setting}`, `${part.indent}${value}`],
      [`[plugins.${part.id}]${part.comment}`, part.setting],
      ["[plugins]", `${part.id}.${value}${part.comment}`],
      ["[plugins]", `${part.id} = { ${value} }${part.comment}`],
      ["[plugins]", `${part.id}.${part.setting}`],
      ["[plugins]", `${part.id} = {${part.comment === "" ? "" : ` ${part.setting} `}}`],
    ];
    return forms[part.form] as string[];
  });

const others = fc.shuffledSubarray([
  ['[plugins."io.containerd.gc.v1.scheduler"]', "  pause_threshold = 0.02", "  mutation_threshold = 100"],
  ['[plugins."io.containerd.internal.v1.opt"]', '  path = "/opt/containerd" # """'],
  ["[metrics]", '  address = "0.0.0.0:10257"', "  grpc_histogram = true"],
  ["[debug]", '  level = "info"'],
  ['[plugins."io.containerd.lamplighter.v1.note"]', 'note = """', `[plugins."${ID}"]`, "disable = true", '"""'],
  ["[timeouts]", '  "io.containerd.timeout.task.state" = "2s"'],
  ["# the end of a section", "", "[cgroup]", '  path = ""'],
]);

const root = fc.shuffledSubarray([
  "oom_score = -999",
  'root = "/var/lib/containerd"',
  "# a comment",
  "",
  "required_plugins = []",
  'state = """/run/\\\n  containerd"""',
]);

const config = fc
  .record({
    version: fc.constantFrom("version = 2", "version = 2", "version = 2", "version=2 # two", "version = 3", ""),
    root,
    nri,
    others,
    place: fc.nat(7),
    newline: fc.constantFrom("\n", "\n", "\r\n"),
    hasEnd: fc.boolean(),
  })
  .map((part) => {
    const tables = part.others.toSpliced(part.place, 0, part.nri).flat();
    const lines = [part.version, ...part.root, ...tables].join("\n").split("\n");
    return lines.join(part.newline) + (part.hasEnd ? part.newline : "");
  });
