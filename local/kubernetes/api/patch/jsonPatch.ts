/** JSON patch (RFC 6902). */
import { copyJson, isRecord, sameJson } from "../../store/json.ts";
import { badRequest, StatusError } from "../statusError.ts";

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** Returns a new value. A failed `test` or a path that does not exist refuses the whole patch. */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest("a JSON patch is a list of operations");
  const root = { value: copyJson(target) };
  for (const operation of patch as Operation[]) apply(root, operation);
  return root.value;
}

function apply(root: { value: unknown }, { op, path, from = "", value }: Operation): void {
  switch (op) {
    case "add":
      return add(root, path, value);
    case "remove":
      remove(root, path);
      return;
    case "replace":
      remove(root, path);
      return add(root, path, value);
    case "move":
      return add(root, path, remove(root, from));
    case "copy":
      return add(root, path, copyJson(read(root, from)));
    case "test":
      if (!sameJson(read(root, path), value)) throw refused(`testing value ${path} failed`);
      return;
    default:
      throw badRequest(`JSON patch operation "${op}" is not one of add, remove, replace, move, copy, test`);
  }
}

function stepsOf(path: string): string[] {
  if (!path.startsWith("/")) throw badRequest(`JSON patch path "${path}" does not start with a slash`);
  return [
    "value",
    ...path
      .slice(1)
      .split("/")
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")),
  ];
}

function read(root: object, path: string): unknown {
  const [parent, last] = locate(root, path);
  return Array.isArray(parent) ? parent[Number(last)] : parent[last];
}

function add(root: object, path: string, value: unknown): void {
  const [parent, last] = locate(root, path);
  if (!Array.isArray(parent)) parent[last] = value;
  else parent.splice(last === "-" ? parent.length : Number(last), 0, value);
}

function remove(root: object, path: string): unknown {
  const [parent, last] = locate(root, path);
  const value = Array.isArray(parent) ? parent[Number(last)] : parent[last];
  if (value === undefined) throw refused(`Unable to remove nonexistent key: ${path}: missing value`);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return value;
}

function locate(root: object, path: string): [parent: unknown[] | Record<string, unknown>, last: string] {
  const steps = stepsOf(path);
  const last = steps.pop() as string;
  let parent: unknown = root;
  for (const step of steps) {
    parent = Array.isArray(parent) ? parent[Number(step)] : isRecord(parent) ? parent[step] : undefined;
  }
  if (!Array.isArray(parent) && !isRecord(parent)) throw refused(`the path ${path} does not exist: missing path`);
  return [parent, last];
}

function refused(why: string): StatusError {
  return new StatusError(422, "Invalid", `the server rejected our request due to an error in our request: ${why}`, {});
}
