/**
 * The smallest edit of config.toml that switches NRI on. Every way of writing it is tried on the text; one counts only
 * if the edited text is TOML that differs from the old document in nothing but NRI's `disable`, so that a header or a
 * setting inside a string, or one of another plugin, is never taken for it.
 */
import { NRI_PLUGIN, nriSwitch, parseContainerdConfig, sameButForNriSwitch } from "./containerdDocument.ts";
import { findTableHeader, inlineTableStarts, tablesOfDottedKeys } from "./tomlLines.ts";

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

/** However its key is spelt, and wherever it stands. */
function withSettingFlipped(config: string): string[] {
  return [...config.matchAll(/\btrue\b/g)].map(({ index, 0: found }) => splice(config, index, "false", found.length));
}

const SETTING = "disable = false";

/** Under the plugin's own header, in a table of its own at the end, beside its dotted keys, in an inline table. */
function withSettingAdded(config: string): string[] {
  const newline = config.includes("\r\n") ? "\r\n" : "\n";
  const header = findTableHeader(config, ["plugins", NRI_PLUGIN]);
  const line = `  ${SETTING}${newline}`;
  if (header !== undefined)
    return [`${endLine(config.slice(0, header.end), newline)}${line}${config.slice(header.end)}`];
  return [
    `${endLine(config, newline)}${newline}[plugins."${NRI_PLUGIN}"]${newline}${line}`,
    ...tablesOfDottedKeys(config).map(({ start, prefix }) => splice(config, start, `${prefix}.${SETTING}${newline}`)),
    ...inlineTableStarts(config).flatMap((start) =>
      [SETTING, `"${NRI_PLUGIN}" = { ${SETTING} }`].map((entry) => withFirstEntry(config, start, entry)),
    ),
  ];
}

/** `start`: after the brace that opens the inline table. */
function withFirstEntry(config: string, start: number, entry: string): string {
  const isEmpty = /^[ \t]*\}/.test(config.slice(start));
  const isTight = /^[^ \t]/.test(config.slice(start));
  return splice(config, start, ` ${entry}${isEmpty ? "" : ","}${isTight ? " " : ""}`);
}

function splice(text: string, at: number, inserted: string, removed = 0): string {
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

function endLine(text: string, newline: string): string {
  return text === "" || text.endsWith("\n") ? text : text + newline;
}
