/** Fields that a document sets twice. JSON.parse keeps the last one silently, so the text itself is searched. */
import { isMap, isScalar, isSeq, parseDocument } from "yaml";

/** Paths of every field that occurs more than once in its object. JSON is read as the YAML that it is. */
export function duplicateFields(text: string): string[] {
  const found: string[] = [];
  collect(parseDocument(text, { uniqueKeys: false }).contents, "", found);
  return found;
}

function collect(node: unknown, path: string, found: string[]): void {
  if (isSeq(node)) node.items.forEach((item, index) => collect(item, `${path}[${index}]`, found));
  if (!isMap(node)) return;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : "";
    const inner = path === "" ? name : `${path}.${name}`;
    if (seen.has(name)) found.push(inner);
    seen.add(name);
    collect(value, inner, found);
  }
}
