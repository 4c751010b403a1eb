/**
 * TOML as containerd 1.7 reads it: escapes in tables' names stay as they are, and tabs in them and a last comma in an
 * inline table are refused. What it reads beyond TOML is not simulated.
 */
import { parseToml, type TomlTable } from "./toml.ts";

const HEADER = /^[ \t]*\[.*$/gm;
const TAB_IN_HEADER = /^[ \t]*\[[^"'\n]*\t/m;
const LAST_COMMA = /=[ \t]*\{.*,[ \t]*\}[ \t]*$/m;

/** Throws what containerd would print. */
export function parseOldToml(text: string): TomlTable {
  if (TAB_IN_HEADER.test(text)) throw new Error("failed to load TOML: unexpected token in a table's name");
  if (LAST_COMMA.test(text)) throw new Error("failed to load TOML: trailing comma at the end of inline table");
  return parseToml(text.replace(HEADER, (header) => header.replaceAll("\\", "\\\\")));
}
