/** What a Bicep file declares and refers to, from its syntax tree (tree-sitter's grammar; there is no compiler here). */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export interface BicepFile {
  /** "3: ... "; empty when the file is well-formed. */
  syntaxErrors: string[];
  parameters: { name: string; isOptional: boolean; isDescribed: boolean; isSecure: boolean }[];
  variables: string[];
  outputs: { name: string; value: string }[];
  modules: { name: string; path: string; given: string[] }[];
  resources: string[];
  /** `identity.outputs.principalId` and the like, of modules. */
  outputsUsed: { module: string; output: string }[];
  /** Files that it loads. */
  loads: string[];
  /** Every plain name that is read somewhere. */
  names: string[];
}

/** What is used of web-tree-sitter. */
interface TreeSitter {
  Parser: {
    init(): Promise<void>;
    new (): { setLanguage(language: object): void; parse(text: string): { rootNode: Node } | null };
  };
  Language: { load(file: string): Promise<object> };
}

interface Node {
  id: number;
  type: string;
  text: string;
  isError: boolean;
  isMissing: boolean;
  startPosition: { row: number };
  parent: Node | null;
  children: (Node | null)[];
  namedChildren: (Node | null)[];
  firstNamedChild: Node | null;
  lastChild: Node | null;
  previousNamedSibling: Node | null;
}

export async function createBicepReader(): Promise<(file: string) => BicepFile> {
  const require = createRequire(import.meta.url);
  const { Parser, Language } = require("web-tree-sitter") as TreeSitter;
  await Parser.init();
  const grammar = require.resolve("tree-sitter-bicep/tree-sitter-bicep.wasm");
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return (file) => {
    const tree = parser.parse(readFileSync(file, "utf8"));
    if (tree === null) throw new Error(`${file} could not be parsed`);
    return describe(tree.rootNode);
  };
}

function describe(root: Node): BicepFile {
  const all = [...nodesOf(root)];
  const ofType = (type: string) => all.filter((node) => node.type === type);
  return {
    syntaxErrors: all
      .filter((node) => node.isError || node.isMissing)
      .map((node) => `${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`),
    parameters: ofType("parameter_declaration").map(parameterOf),
    variables: ofType("variable_declaration").map(nameOf),
    outputs: ofType("output_declaration").map((node) => ({ name: nameOf(node), value: node.lastChild?.text ?? "" })),
    modules: ofType("module_declaration").map(moduleOf),
    resources: ofType("resource_declaration").map(nameOf),
    outputsUsed: [...root.text.matchAll(/\b(\w+)\.\??outputs\.(\w+)/g)].map(([, module = "", output = ""]) => ({
      module,
      output,
    })),
    loads: [...root.text.matchAll(/loadJsonContent\('([^']+)'\)/g)].map(([, path = ""]) => path),
    names: ofType("identifier")
      .filter((node) => node.parent?.type !== "object_property" || node.parent.firstNamedChild?.id !== node.id)
      .map((node) => node.text),
  };
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) if (child !== null) yield* nodesOf(child);
}

function nameOf(node: Node): string {
  return node.namedChildren.find((child) => child?.type === "identifier")?.text ?? "";
}

function parameterOf(node: Node): BicepFile["parameters"][number] {
  const before = node.previousNamedSibling;
  const decorators = before?.type === "decorators" ? before.text : "";
  return {
    name: nameOf(node),
    isOptional: node.children.some((child) => child?.type === "="),
    isDescribed: /@description\('[^']{5,}/.test(decorators),
    isSecure: decorators.includes("@secure()"),
  };
}

function moduleOf(node: Node): BicepFile["modules"][number] {
  const path = node.namedChildren.find((child) => child?.type === "string")?.text ?? "";
  const body = [...nodesOf(node)].find((child) => child.type === "object" && /\bparams:/.test(child.text));
  const params = body?.namedChildren.find((child) => child?.firstNamedChild?.text === "params");
  const object = params?.namedChildren.find((child) => child?.type === "object");
  const given = (object?.namedChildren ?? []).filter((child) => child?.type === "object_property");
  return {
    name: nameOf(node),
    path: path.slice(1, -1),
    given: given.map((property) => property?.firstNamedChild?.text ?? ""),
  };
}
