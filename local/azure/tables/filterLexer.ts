/** Cuts a `$filter` into its tokens: names, operators, parentheses and typed literals. */
import type { EdmValue } from "./edm.ts";
import { invalidInput } from "./tableError.ts";

export type Token =
  | { kind: "word"; text: string }
  | { kind: "literal"; value: EdmValue }
  | { kind: "(" }
  | { kind: ")" };

const PATTERNS: readonly [RegExp, (match: RegExpExecArray) => Token][] = [
  [/\(/y, () => ({ kind: "(" })],
  [/\)/y, () => ({ kind: ")" })],
  [/(datetime|guid|binary|X)'([^']*)'/iy, (match) => quoted(match[1] ?? "", match[2] ?? "")],
  [/'((?:[^']|'')*)'/y, (match) => literal("Edm.String", (match[1] ?? "").replaceAll("''", "'"))],
  [/(-?\d+)L(?!\w)/iy, (match) => literal("Edm.Int64", match[1] ?? "")],
  [/-?\d+(\.\d+)?(e[+-]?\d+)?(?![\w.])/iy, (match) => number(match[0])],
  [/(true|false)(?!\w)/y, (match) => literal("Edm.Boolean", match[0] === "true")],
  [/[A-Za-z_]\w*/y, (match) => ({ kind: "word", text: match[0] })],
];

export function lexFilter(filter: string): Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(filter, 0);
  while (position < filter.length) {
    const found = matchAt(filter, position);
    if (found === undefined)
      throw invalidInput(`Cannot read the filter at position ${position}: '${filter.slice(position)}'.`);
    tokens.push(found.token);
    position = skipSpace(filter, found.end);
  }
  return tokens;
}

function matchAt(filter: string, position: number): { token: Token; end: number } | undefined {
  for (const [pattern, make] of PATTERNS) {
    pattern.lastIndex = position;
    const match = pattern.exec(filter);
    if (match !== null) return { token: make(match), end: position + match[0].length };
  }
  return undefined;
}

function skipSpace(text: string, from: number): number {
  let position = from;
  while (text[position] === " ") position += 1;
  return position;
}

function quoted(prefix: string, text: string): Token {
  const kind = prefix.toLowerCase();
  if (kind === "datetime") return literal("Edm.DateTime", text);
  if (kind === "guid") return literal("Edm.Guid", text);
  return literal("Edm.Binary", Buffer.from(text, "hex").toString("base64"));
}

function number(text: string): Token {
  const value = Number(text);
  return literal(Number.isInteger(value) && !/[.e]/i.test(text) ? "Edm.Int32" : "Edm.Double", value);
}

function literal(type: EdmValue["type"], value: EdmValue["value"]): Token {
  return { kind: "literal", value: { type, value } };
}
