/**
 * What the architecture rules look at in a TypeScript file: its imports, and the statements at its top level. Read by
 * the parser that the test runner brings along; paths are relative to the repository and use slashes.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseAst } from "vitest/node";

export interface SourceFile {
  path: string;
  text: string;
  imports: Import[];
  statements: Statement[];
}

export interface Import {
  /** A file of the repository (`src/app.ts`), or what a bare specifier names (`zod`, `node:fs`). */
  target: string;
  /** `type` leaves nothing behind at run time; `dynamic` loads its target when it is reached. */
  kind: "static" | "dynamic" | "type";
}

export interface Statement {
  kind: string;
  line: number;
}

export const root = join(import.meta.dirname, "../..");

/** Every `.ts` and `.tsx` file below the folders that exist. */
export function readSourceFiles(...folders: string[]): SourceFile[] {
  return folders.flatMap(filesBelow).map((path) => parseSourceFile(path, readFileSync(join(root, path), "utf8")));
}

export function parseSourceFile(path: string, text: string): SourceFile {
  const program = parseAst(text, { lang: path.endsWith(".tsx") ? "tsx" : "ts" }, path) as unknown as Node;
  const imports: Import[] = [];
  visit(program, (node) => {
    const specifier = (node["source"] as Node | null | undefined)?.value;
    const kind = importKind(node);
    if (typeof specifier === "string" && kind !== undefined) imports.push({ target: resolve(path, specifier), kind });
  });
  const statements = (program.body as Node[]).map((node) => ({
    kind: statementKind(node),
    line: text.slice(0, node.start).split("\n").length,
  }));
  return { path, text, imports, statements };
}

/** Files of the repository have an extension; packages are cut down to their name. */
function resolve(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  if (specifier.startsWith("node:")) return specifier;
  const [scope, name] = specifier.split("/");
  return specifier.startsWith("@") ? `${scope}/${name}` : (scope ?? specifier);
}

interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}

function importKind(node: Node): Import["kind"] | undefined {
  switch (node.type) {
    case "ImportDeclaration":
      return node["importKind"] === "type" ? "type" : "static";
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return node["exportKind"] === "type" ? "type" : "static";
    case "ImportExpression":
      return "dynamic";
    case "TSImportType":
      return "type";
    default:
      return undefined;
  }
}

/** An import for its effects alone and a top-level await are told from their harmless kin. */
function statementKind(node: Node): string {
  if (node.type === "ImportDeclaration" && (node["specifiers"] as Node[]).length === 0) return "ImportForEffects";
  const declaration = (node["declaration"] ?? node) as Node;
  const declarators = declaration.type === "VariableDeclaration" ? (declaration["declarations"] as Node[]) : [];
  const awaits = declarators.some(({ init }) => (init as Node | null)?.type === "AwaitExpression");
  return awaits ? "AwaitExpression" : node.type;
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) visit(child, look);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** A folder that holds nothing yet is not in a checkout. */
function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => posix.join(folder, entry.parentPath.slice(join(root, folder).length), entry.name));
}
