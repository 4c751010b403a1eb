/** The columns that a CustomResourceDefinition asks for. */
import type { V1CustomResourceColumnDefinition } from "@kubernetes/client-node";
import { AGE, ageSince, type Column, NAME } from "./column.ts";
import { readJsonPath } from "./jsonPath.ts";

export function customColumns(definitions: readonly V1CustomResourceColumnDefinition[] | undefined): readonly Column[] {
  return definitions === undefined || definitions.length === 0 ? [NAME, AGE] : [NAME, ...definitions.map(columnOf)];
}

function columnOf({ name, type, jsonPath, priority = 0 }: V1CustomResourceColumnDefinition): Column {
  return {
    name,
    wide: priority > 0,
    value(object, now) {
      const found = readJsonPath(object, jsonPath);
      if (found === undefined) return "";
      if (type === "date" && typeof found === "string") return ageSince(found, now);
      return typeof found === "number" || typeof found === "string" ? found : JSON.stringify(found);
    },
  };
}
