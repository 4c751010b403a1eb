/**
 * Where tables begin in TOML text, without changing it. A header inside a multi-line string is text; keys may be bare, in
 * double or in single quotes, with spaces around the dots.
 */
export interface TableHeader {
  /** Offset of the first character after the header's line. */
  end: number;
  path: string[];
}

/** The standard table `path`; undefined when it has no header of its own (absent, dotted keys, inline table). */
export function findTableHeader(text: string, path: readonly string[]): TableHeader | undefined {
  return [...tableHeaders(text)].find(
    (header) => header.path.length === path.length && header.path.every((part, index) => part === path[index]),
  );
}

/** A table that dotted keys make. */
export interface DottedTable {
  /** Offset of the line that names it first or again. */
  start: number;
  /** As it is written there, with the spaces before it: `  plugins."x"`. */
  prefix: string;
}

const KEY_PART = String.raw`(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)`;
const DOTTED_KEY = new RegExp(
  `^([ \\t]*${KEY_PART}(?:[ \\t]*\\.[ \\t]*${KEY_PART})*)[ \\t]*\\.[ \\t]*${KEY_PART}[ \\t]*=`,
);

export function tablesOfDottedKeys(text: string): DottedTable[] {
  return [...structuralLines(text)].flatMap((line) => {
    const prefix = DOTTED_KEY.exec(line.text)?.[1];
    return prefix === undefined ? [] : [{ start: line.start, prefix }];
  });
}

/** Offsets after every brace that may open an inline table; one in a string or a comment is among them. */
export function inlineTableStarts(text: string): number[] {
  return [...text.matchAll(/\{/g)].map(({ index }) => index + 1);
}

/** Whether a table's name is written with an escape: `["\u0061"]`. */
export function hasEscapedHeader(text: string): boolean {
  return [...structuralLines(text)].some((line) => headerKey(line)?.includes("\\") === true);
}

function* tableHeaders(text: string): Generator<TableHeader> {
  for (const line of structuralLines(text)) {
    const key = headerKey(line);
    if (key !== undefined) yield { end: line.end, path: splitKey(key) };
  }
}

function headerKey({ text }: Line): string | undefined {
  return /^\s*\[(?!\[)(.*?)\]\s*(#.*)?$/.exec(text)?.[1];
}

interface Line {
  start: number;
  /** Offset after the line's newline. */
  end: number;
  /** Without the newline. */
  text: string;
}

/** Lines that do not begin inside a multi-line string or a multi-line array. */
function* structuralLines(text: string): Generator<Line> {
  let start = 0;
  let state: ScanState = { closing: undefined, depth: 0 };
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, end).replace(/\r?\n$/, "");
    if (state.closing === undefined && state.depth === 0) yield { start, end, text: line };
    state = scanLine(line, state);
    start = end;
  }
}

interface ScanState {
  /** The delimiter of the multi-line string that is open. */
  closing: '"""' | "'''" | undefined;
  /** Brackets and braces of values that are open. */
  depth: number;
}

/** One or two quotes before the delimiter belong to the string. */
const CLOSING = { '"""': /^"{3,5}/, "'''": /^'{3,5}/ } as const;

/** What is still open after the line. */
function scanLine(line: string, before: ScanState): ScanState {
  let { closing, depth } = before;
  const isHeader = closing === undefined && depth === 0 && /^\s*\[/.test(line);
  let index = 0;
  while (index < line.length) {
    const rest = line.slice(index);
    if (closing !== undefined) {
      const end = CLOSING[closing].exec(rest)?.[0];
      if (closing === '"""' && rest.startsWith("\\")) index += 2;
      else index += end?.length ?? 1;
      if (end !== undefined) closing = undefined;
      continue;
    }
    const token = /^("""|'''|"(?:[^"\\]|\\.)*"|'[^']*'|#.*|[[\]{}]|.)/.exec(rest)?.[0] ?? rest;
    if (token === '"""' || token === "'''") closing = token;
    else if (!isHeader && (token === "[" || token === "{")) depth += 1;
    else if (!isHeader && (token === "]" || token === "}")) depth -= 1;
    index += token.length;
  }
  return { closing, depth: Math.max(depth, 0) };
}

/** `plugins . "io.containerd.nri.v1.nri"` -> its two parts. */
function splitKey(key: string): string[] {
  const parts = key.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? unquote(part) : part.replace(/^'|'$/g, "")));
}

function unquote(part: string): string {
  try {
    return String(JSON.parse(part));
  } catch {
    return part;
  }
}
