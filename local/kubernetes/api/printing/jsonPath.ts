/** The JSONPath that printer columns use: fields, `[0]`, `['key']`, and `[?(@.type=="Ready")]`. */
import { isList, isRecord } from "../../store/json.ts";

const STEP = /\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]|\[\?\(@\.([\w.-]+)\s*==\s*["']([^"']*)["']\)\]/gy;

/** The first match; undefined when there is none. Throws on a path that it does not understand. */
export function readJsonPath(root: unknown, path: string): unknown {
  let value = root;
  let read = 0;
  for (const match of path.matchAll(STEP)) {
    read += match[0].length;
    value = step(value, match);
  }
  if (read !== path.length)
    throw new Error(`The printer column path "${path}" is not simulated from "${path.slice(read)}" on`);
  return value;
}

function step(value: unknown, [, field, index, key, condition, wanted]: RegExpExecArray): unknown {
  if (index !== undefined) return isList(value) ? value[Number(index)] : undefined;
  if (condition !== undefined) {
    return isList(value) ? value.find((item) => String(readJsonPath(item, `.${condition}`)) === wanted) : undefined;
  }
  const name = field ?? key ?? "";
  return isRecord(value) ? value[name] : undefined;
}
