/** The settings of containerd's NRI plugin: what is on when nobody says so differs between 1.7 and 2.x. */
import type { ContainerdMajor } from "./containerdVersion.ts";
import { isTable, type TomlTable } from "./toml.ts";

export const NRI_PLUGIN = "io.containerd.nri.v1.nri";

const DEFAULTS = {
  disable_connections: false,
  plugin_config_path: "/etc/nri/conf.d",
  plugin_path: "/opt/nri/plugins",
  plugin_registration_timeout: "5s",
  plugin_request_timeout: "2s",
  socket_path: "/var/run/nri/nri.sock",
};

/** `section` over the defaults; throws when it has the wrong type. */
export function nriSettings(section: unknown, major: ContainerdMajor): TomlTable {
  const defaults: TomlTable = { disable: major === 1, ...DEFAULTS };
  if (section === undefined) return defaults;
  if (!isTable(section)) throw new Error(`failed to unmarshal TOML: plugin ${NRI_PLUGIN}: expected a table`);
  const settings = { ...defaults };
  for (const [name, value] of Object.entries(section)) {
    const key = major === 1 ? name : name.toLowerCase();
    const expected = typeof defaults[key];
    if (expected === "undefined") continue;
    if (key.endsWith("_timeout") ? !isDuration(value) : typeof value !== expected) {
      throw new Error(
        `failed to unmarshal TOML: plugin ${NRI_PLUGIN}: ${key} is ${typeof value}, expected ${expected}`,
      );
    }
    settings[key] = value;
  }
  return settings;
}

/** Nanoseconds, or Go's notation: "2s", "1m30s". */
function isDuration(value: unknown): boolean {
  return typeof value === "string" ? /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(value) : typeof value === "number";
}
