/** `disabled_plugins` and its kin. */
import { type CorpusConfig, NRI_HEADER, named } from "../corpusConfig.ts";

const ID = "io.containerd.nri.v1.nri";
const OFF = `${NRI_HEADER}\ndisable = true\n`;
const ON = `${NRI_HEADER}\ndisable = false\n`;

export const disabledPlugins: CorpusConfig[] = named([
  ["NRI among the disabled plugins", `version = 2\ndisabled_plugins = ["${ID}"]\n`],
  ["NRI among the disabled plugins, switched on", `version = 2\ndisabled_plugins = ["${ID}"]\n${ON}`],
  ["NRI among the disabled plugins, switched off", `version = 2\ndisabled_plugins = ["${ID}"]\n${OFF}`],
  [
    "NRI among others, over lines",
    `version = 2\ndisabled_plugins = [\n  "io.containerd.snapshotter.v1.zfs", # no zfs\n  '${ID}',\n]\n${ON}`,
  ],
  ["NRI among the disabled plugins, escaped", 'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nr\\u0069"]\n'],
  ["NRI among the disabled plugins, version 3", `version = 3\ndisabled_plugins = ["${ID}"]\n`],
  ["NRI by its short name", 'version = 2\ndisabled_plugins = ["nri"]\n'],
  ["other plugins disabled", 'version = 2\ndisabled_plugins = ["io.containerd.snapshotter.v1.zfs"]\n'],
  [
    "other plugins disabled, switched off",
    `version = 2\ndisabled_plugins = ["io.containerd.snapshotter.v1.zfs"]\n${OFF}`,
  ],
  ["no disabled plugins, by an empty list", `version = 2\ndisabled_plugins = []\n${OFF}`],
  ["disabled_plugins as a string", `version = 2\ndisabled_plugins = "${ID}"\n`],
  ["disabled_plugins with a number", `version = 2\ndisabled_plugins = [1]\n`],
  ["CRI disabled, as Docker's package has it", 'disabled_plugins = ["cri"]\n'],
  ["CRI disabled by its short name", `version = 2\ndisabled_plugins = ["cri"]\n${ON}`],
  ["CRI disabled", `version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n`],
  ["CRI disabled, NRI switched on", `version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n${ON}`],
  ["CRI disabled, NRI switched off", `version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n${OFF}`],
  ["CRI's images disabled", `version = 3\ndisabled_plugins = ["io.containerd.cri.v1.images"]\n${ON}`],
  ["CRI's runtime disabled", `version = 3\ndisabled_plugins = ["io.containerd.cri.v1.runtime"]\n${ON}`],
  ["NRI among the required plugins", `version = 2\nrequired_plugins = ["${ID}"]\n`],
  ["NRI among the required plugins, switched off", `version = 2\nrequired_plugins = ["${ID}"]\n${OFF}`],
]);
