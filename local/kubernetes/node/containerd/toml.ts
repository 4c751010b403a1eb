/** TOML as containerd's configuration uses it: parsed by smol-toml, written as tables in go-toml's indented layout. */
import { parse } from "smol-toml";

export type TomlTable = { [key: string]: unknown };

export function parseToml(text: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: "asNeeded" });
  } catch (error) {
    const [summary] = error instanceof Error ? error.message.split("\n") : [];
    throw new Error(`failed to load TOML: ${summary ?? "unreadable"}`, { cause: error });
  }
}

export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Undefined when `value` is something else. */
export function asStrings(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: unknown[] = value;
  const strings = items.filter((item) => typeof item === "string");
  return strings.length === items.length ? strings : undefined;
}

/** Values first, then sub-tables, both by name; comments and the order of the source are lost, as in containerd. */
export function writeToml(table: TomlTable, quote: '"' | "'" = '"', path: readonly string[] = []): string {
  const indent = "  ".repeat(Math.max(path.length - 1, 0));
  const inner = path.length === 0 ? "" : `${indent}  `;
  const names = Object.keys(table).sort();
  const values = names.filter((name) => !isTable(table[name]));
  const lines = values.map((name) => `${inner}${keyText(name, quote)} = ${valueText(table[name], quote)}\n`);
  const header = path.length === 0 ? "" : `\n${indent}[${path.map((part) => keyText(part, quote)).join(".")}]\n`;
  const subTables = names
    .filter((name) => isTable(table[name]))
    .map((name) => writeToml(table[name] as TomlTable, quote, [...path, name]));
  const isOnlyAParent = path.length === 1 && values.length === 0 && subTables.length > 0;
  return (isOnlyAParent ? `\n[${keyText(path[0] as string, quote)}]\n` : header + lines.join("")) + subTables.join("");
}

function keyText(key: string, quote: '"' | "'"): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key, quote);
}

function valueText(value: unknown, quote: '"' | "'"): string {
  if (typeof value === "string") return quoted(value, quote);
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, quote)).join(", ")}]`;
  if (isTable(value)) {
    const fields = Object.entries(value).map(([key, field]) => `${keyText(key, quote)} = ${valueText(field, quote)}`);
    return `{${fields.join(", ")}}`;
  }
  if (value instanceof Date) return value.toISOString();
  return String(value).replace("Infinity", "inf").replace("NaN", "nan");
}

function quoted(text: string, quote: '"' | "'"): string {
  return quote === "'" && !/['\n\r\t]/.test(text) ? `'${text}'` : JSON.stringify(text);
}
