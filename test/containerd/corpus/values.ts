/** What NRI's own section may hold. */
import { type CorpusConfig, NRI_HEADER, named } from "../corpusConfig.ts";

const inSection = (text: string) => `version = 2\n${NRI_HEADER}\n${text}\n`;

export const values: CorpusConfig[] = named([
  ['disable = "false"', inSection('disable = "false"')],
  ['disable = "true"', inSection('disable = "true"')],
  ["disable = 0", inSection("disable = 0")],
  ["disable = 1", inSection("disable = 1")],
  ["disable = False", inSection("disable = False")],
  ["disable = [true]", inSection("disable = [true]")],
  ["disable = {}", inSection("disable = {}")],
  ["disable without a value", inSection("disable =")],
  ["other settings, no switch", inSection('plugin_path = "/opt/nri/plugins"\nplugin_request_timeout = "3s"')],
  [
    "other settings, switched off",
    inSection('plugin_path = "/opt/nri/plugins"\ndisable = true\nplugin_config_path = "/etc/nri/conf.d"'),
  ],
  ["another setting that is true", inSection("disable_connections = true")],
  ["another setting that is true, switched off", inSection("disable_connections = true\ndisable = true")],
  ["a setting that containerd does not know", inSection("enabled = true\ndisable = true")],
  ["a timeout of the wrong type", inSection("plugin_request_timeout = 2\ndisable = true")],
  ["a timeout that is no duration", inSection('plugin_request_timeout = "soon"\ndisable = true')],
  [
    "everything as the defaults have it",
    inSection(
      'disable = true\ndisable_connections = false\nplugin_config_path = "/etc/nri/conf.d"\nplugin_path = "/opt/nri/plugins"\nplugin_registration_timeout = "5s"\nplugin_request_timeout = "2s"\nsocket_path = "/var/run/nri/nri.sock"',
    ),
  ],
  ["NRI as a string", `version = 2\n[plugins]\n"io.containerd.nri.v1.nri" = "off"\n`],
  ["NRI as a boolean", `version = 2\n[plugins]\n"io.containerd.nri.v1.nri" = false\n`],
  ["plugins as a string", 'version = 2\nplugins = "none"\n'],
  ["plugins as an array", "version = 2\nplugins = []\n"],
]);
