/**
 * The smallest edit of config.toml that switches NRI on. Every way of writing it is tried on the text; one counts only
 * if the edited text is TOML that differs from the old document in nothing but NRI's `disable`, so that a header or a
 * setting inside a string, or one of another plugin, is never taken for it.
 */
import { NRI_PLUGIN, nriSwitch, parseContainerdConfig, sameButForNriSwitch } from "./containerdDocument.ts";
import { findTableHeader } from "./tomlLines.ts";

/** Undefined: no safe edit. The text must be TOML that does not have NRI on already. */
export function switchNriOn(config: string): string | undefined {
  const before = parseContainerdConfig(config);
  if (before === undefined) return undefined;
  const candidates = nriSwitch(before) === undefined ? withSettingAdded(config) : withSettingFlipped(config);
  return candidates.find((candidate) => {
    const after = parseContainerdConfig(candidate);
    return after !== undefined && nriSwitch(after) === false && sameButForNriSwitch(before, after);
  });
}

const SWITCHED_OFF = /(disable["']?[ \t]*=[ \t]*)true\b/g;

/** Wherever something is disabled: in a table of its own, by a dotted key, in an inline table. */
function withSettingFlipped(config: string): string[] {
  return [...config.matchAll(SWITCHED_OFF)].map(({ index, 0: found, 1: key = "" }) => {
    return `${config.slice(0, index)}${key}false${config.slice(index + found.length)}`;
  });
}

/** Under the plugin's own header, or in a table of its own at the end. */
function withSettingAdded(config: string): string[] {
  const newline = config.includes("\r\n") ? "\r\n" : "\n";
  const header = findTableHeader(config, ["plugins", NRI_PLUGIN]);
  const setting = `  disable = false${newline}`;
  if (header !== undefined)
    return [`${endLine(config.slice(0, header.end), newline)}${setting}${config.slice(header.end)}`];
  return [`${endLine(config, newline)}${newline}[plugins."${NRI_PLUGIN}"]${newline}${setting}`];
}

function endLine(text: string, newline: string): string {
  return text === "" || text.endsWith("\n") ? text : text + newline;
}
